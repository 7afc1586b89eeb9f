package dev.meterfarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.tflite.TfliteWriter;
import dev.meterfarm.predictor.Prediction;
import dev.meterfarm.predictor.Predictor;
import dev.meterfarm.predictor.bundle.Bundle;
import dev.meterfarm.predictor.bundle.NetworkAccuracy;
import dev.meterfarm.predictor.bundle.TargetIdentity;
import dev.meterfarm.predictor.rules.RuleForm;
import dev.meterfarm.predictor.rules.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small campaign on LiteRT's GPU delegate, as a user starts it. Its budget counts jobs, so that a
 * busy machine makes it longer and nothing else. How accurate a longer one is, {@code
 * benchmarks/litert-gpu.sh} tells.
 */
@Tag("python")
@Tag("measures")
class LitertGpuCampaignTest {
  private static final String BUDGET = "24 jobs";
  private static final int KNOWN = 8;
  private static final int UNSEEN = 10;

  /** As a rule eight of ten are; a wrong unit, a lost kernel or a forgotten end leaves none. */
  private static final double LEAST_WITHIN_10_PERCENT = 30;

  @TempDir Path folder;

  @Test
  void a_campaign_on_a_kernel_ends_with_a_bundle_that_predicts() throws Exception {
    Path profiles = LitertForTests.profiles(folder);

    assertThat(campaign(profiles, networks("known", KNOWN, 1), networks("unseen", UNSEEN, 11)))
        .isZero();

    Predictor predictor = Predictor.load(bundle());
    Bundle bundle = predictor.bundle();
    TargetIdentity target = bundle.manifest().target();
    assertThat(target.deviceClass()).startsWith("software GPU (SwiftShader");
    assertThat(target.settings()).containsEntry("softwareGpu", "true");
    assertThat(bundle.rules().verdict("conv1x1", "relu", RuleForm.OPS))
        .isNotEqualTo(Verdict.SEPARATE);
    NetworkAccuracy accuracy = bundle.manifest().networks().orElseThrow();
    assertThat(accuracy.networks()).isEqualTo(UNSEEN);
    assertThat(accuracy.within10Percent())
        .as(accuracy.toString())
        .isGreaterThanOrEqualTo(LEAST_WITHIN_10_PERCENT);
    Prediction one = predictor.predict(network("one", 3));
    assertThat(one.latencyMs()).isPositive().isBetween(one.lowMs(), one.highMs());
    assertThat(one.latencyMs()).isLessThan(1_000);
    assertThat(one.kernels()).isNotEmpty().allMatch(kernel -> kernel.latencyMs() > 0);
  }

  private int campaign(Path profiles, Path known, Path unseen) {
    StringWriter errors = new StringWriter();
    int code =
        CoordinatorMain.run(
            new String[] {
              "run-campaign",
              "--target",
              LitertForTests.TARGET,
              "--budget",
              BUDGET,
              "--kernels",
              "conv1x1",
              "--models",
              known.toString(),
              "--evaluate",
              unseen.toString(),
              "--profiles",
              profiles.toString(),
              "--out",
              folder.resolve("out").toString()
            },
            new PrintWriter(errors));
    assertThat(errors.toString()).isEmpty();
    return code;
  }

  private Path bundle() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("out"))) {
      return files.filter(file -> file.toString().endsWith(".zip")).findFirst().orElseThrow();
    }
  }

  /** Chains of 1x1 convolutions; other steps give other networks. */
  private Path networks(String name, int count, int step) throws IOException {
    Path networks = Files.createDirectory(folder.resolve(name));
    for (int i = 0; i < count; i++) {
      TfliteWriter.write(network(name + i, step + i), networks.resolve(name + i + ".tflite"));
    }
    return networks;
  }

  private static Graph network(String name, int step) {
    GraphBuilder g = new GraphBuilder(name, step);
    int side = 10 + step % 8;
    int x = g.input(Shape.of(1, side, side, 16));
    for (int layer = 1; layer <= 4; layer++) {
      x = g.conv(x, 8 * (2 + (step * layer) % 9), 1, 1, Activation.RELU6);
    }
    return g.build(x);
  }
}
