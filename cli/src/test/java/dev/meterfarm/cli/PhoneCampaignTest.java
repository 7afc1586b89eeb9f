package dev.meterfarm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.meterfarm.agent.rehearsal.PhoneRehearsal;
import dev.meterfarm.agent.rehearsal.RehearsalPlan;
import dev.meterfarm.graph.zoo.Zoo;
import dev.meterfarm.predictor.Prediction;
import dev.meterfarm.predictor.Predictor;
import dev.meterfarm.predictor.bundle.Bundle;
import dev.meterfarm.predictor.rules.RuleForm;
import dev.meterfarm.predictor.rules.Verdict;
import dev.meterfarm.testkit.adb.RealAdb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small campaign on a virtual phone behind a real adb server, as a user starts it. */
@Tag("adb")
@Tag("measures")
class PhoneCampaignTest {
  private static final String TARGET = "rehearsed-cpu";

  @TempDir Path folder;

  @Test
  void a_campaign_on_a_virtual_phone_ends_with_a_bundle_that_predicts() throws Exception {
    assumeTrue(RealAdb.isInstalled(), RealAdb.MISSING);
    SmallCampaign campaign;
    try (RealAdb adb = RealAdb.start(folder.resolve("adb"));
        PhoneRehearsal rehearsal = new PhoneRehearsal(onePhone(adb.port()))) {
      rehearsal.start(news -> {});

      campaign = new SmallCampaign(folder, profiles(adb.port()), TARGET);
      campaign.run("--budget", "32 jobs", "--kernels", "conv1x1,dwconv");
    }

    Predictor predictor = Predictor.load(campaign.bundle());
    Bundle bundle = predictor.bundle();
    assertThat(bundle.manifest().target().simulated()).isTrue();
    assertThat(bundle.manifest().target().deviceClass()).startsWith("virtual ");
    assertThat(bundle.rules().verdict("conv1x1", "relu", RuleForm.OPS)).isEqualTo(Verdict.FUSED);
    assertThat(bundle.rules().verdict("conv1x1", "sigmoid", RuleForm.OPS))
        .isEqualTo(Verdict.SEPARATE);
    Prediction small = predictor.predict(Zoo.network("mobilenet_v1"));
    assertThat(small.latencyMs()).isPositive().isBetween(small.lowMs(), small.highMs());
    assertThat(small.latencyMs()).isLessThan(10_000);
    assertThat(small.kernels()).allMatch(kernel -> kernel.latencyMs() > 0);
  }

  private static RehearsalPlan onePhone(int adbPort) {
    return new RehearsalPlan(
        1,
        List.of("pixel-4"),
        "current",
        0,
        Optional.empty(),
        adbPort,
        Optional.empty(),
        Optional.empty(),
        Duration.ofSeconds(15),
        1);
  }

  private Path profiles(int adbPort) throws IOException {
    Path profiles = Files.createDirectories(folder.resolve("profiles"));
    Files.writeString(
        profiles.resolve("rehearsed.yaml"),
        """
        device: rehearsed
        driver: android
        adb: {port: %d}
        health: {most-load: 1000}
        targets:
          %s: {cluster: big}
        """
            .formatted(adbPort, TARGET));
    return profiles;
  }
}
