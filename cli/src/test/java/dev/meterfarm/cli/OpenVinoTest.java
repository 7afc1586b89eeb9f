package dev.meterfarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.coordinator.fusion.FusionFinding;
import dev.meterfarm.coordinator.fusion.FusionReport;
import dev.meterfarm.coordinator.fusion.FusionScore;
import dev.meterfarm.coordinator.fusion.FusionSettings;
import dev.meterfarm.coordinator.fusion.StructureEvidence;
import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.houserules.PythonForTests;
import dev.meterfarm.predictor.Prediction;
import dev.meterfarm.predictor.Predictor;
import dev.meterfarm.predictor.bundle.Bundle;
import dev.meterfarm.predictor.bundle.NetworkAccuracy;
import dev.meterfarm.predictor.rules.RuleForm;
import dev.meterfarm.predictor.rules.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Campaigns on the CPU of the real OpenVINO. Budgets count jobs or rounds, so that a busy machine
 * makes them longer and nothing else. All pairs, and how accurate a longer campaign is, {@code
 * benchmarks/openvino-fusion.sh} and {@code docs/openvino.md} tell.
 */
@Tag("python")
@Tag("measures")
class OpenVinoTest {
  private static final String TARGET = "openvino-cpu";
  private static final String BUDGET = "40 jobs";
  private static final int KNOWN = 8;
  private static final int UNSEEN = 6;

  /** What a wrong unit, a lost kernel or a forgotten end would exceed, and noise does not. */
  private static final double MOST_ERROR_PERCENT = 60;

  @TempDir Path folder;
  private Path profiles;

  @BeforeEach
  void declareTheTarget() throws IOException {
    String python = PythonForTests.requireOpenVino();
    profiles = Files.createDirectory(folder.resolve("profiles"));
    Files.writeString(
        profiles.resolve("openvino.yaml"),
        """
        device: openvino-cpu
        driver: openvino
        tool: %s
        targets:
          %s: {device: CPU}
        """
            .formatted(Path.of(python).resolveSibling("benchmark_app"), TARGET));
  }

  /** Two shapes, one visit to each: what times say next to what the runtime says it executes. */
  @Test
  void verdicts_from_times_do_not_contradict_the_executed_graph() throws Exception {
    FusionReport report =
        DetectedFusion.of(
            profiles,
            TARGET,
            Set.of("conv>relu", "conv>maxpool"),
            of -> new FusionSettings(Duration.ofMinutes(20), 16, 2, 1, 4, true, false, 1));

    String table = String.join("\n", report.table());
    FusionFinding fused = finding(report, "conv>relu");
    assertThat(fused.structure()).as(table).isEqualTo(StructureEvidence.FUSED);
    FusionFinding separate = finding(report, "conv>maxpool");
    assertThat(separate.structure()).as(table).isEqualTo(StructureEvidence.SEPARATE);
    assertThat(report.findings())
        .as(table)
        .allMatch(
            of -> of.rule().evidence().testCases() == 2 && of.rule().evidence().rounds() == 32);
    // A busy machine leaves pairs undecided, but none is decided against what was executed.
    FusionScore score = FusionScore.ofTiming(report.findings());
    assertThat(score.total()).isEqualTo(2);
    assertThat(score.contradicting()).as(table).isZero();
    assertThat(fused.rule().savingNanos()).as(table).isGreaterThan(separate.rule().savingNanos());
  }

  @Test
  void a_campaign_on_a_kernel_ends_with_a_bundle_that_predicts() throws Exception {
    SmallCampaign campaign = new SmallCampaign(folder, profiles, TARGET);
    campaign.run(
        "--budget",
        BUDGET,
        "--kernels",
        "conv1x1",
        "--models",
        campaign.networks("known", 1, KNOWN, OpenVinoTest::chain).toString(),
        "--evaluate",
        campaign.networks("unseen", 11, UNSEEN, OpenVinoTest::chain).toString());

    Predictor predictor = Predictor.load(campaign.bundle());
    Bundle bundle = predictor.bundle();
    assertThat(bundle.manifest().target().runtime()).startsWith("openvino-");
    assertThat(bundle.rules().verdict("conv1x1", "relu", RuleForm.OPS)).isEqualTo(Verdict.FUSED);
    NetworkAccuracy accuracy = bundle.manifest().networks().orElseThrow();
    assertThat(accuracy.networks()).isEqualTo(UNSEEN);
    assertThat(accuracy.rmspePercent()).isLessThan(MOST_ERROR_PERCENT);
    Prediction one = predictor.predict(chain(3));
    assertThat(one.latencyMs()).isPositive().isBetween(one.lowMs(), one.highMs());
    assertThat(one.kernels()).isNotEmpty().allMatch(kernel -> kernel.latencyMs() > 0);
  }

  private static FusionFinding finding(FusionReport report, String id) {
    return report.findings().stream().filter(of -> of.id().equals(id)).findFirst().orElseThrow();
  }

  /** A chain of 1x1 convolutions; another step gives another network. */
  private static Graph chain(int step) {
    GraphBuilder g = new GraphBuilder("chain" + step, step);
    int side = 20 + 4 * step;
    int x = g.input(Shape.of(1, side, side, 16));
    for (int layer = 1; layer <= 4; layer++) {
      x = g.conv(x, 8 * (2 + (step * layer) % 9), 1, 1, Activation.RELU);
    }
    return g.build(x);
  }
}
