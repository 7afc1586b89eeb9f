package dev.meterfarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.predictor.Prediction;
import dev.meterfarm.predictor.Predictor;
import dev.meterfarm.predictor.bundle.Bundle;
import dev.meterfarm.predictor.bundle.NetworkAccuracy;
import dev.meterfarm.predictor.bundle.TargetIdentity;
import dev.meterfarm.predictor.rules.RuleForm;
import dev.meterfarm.predictor.rules.Verdict;
import java.nio.file.Path;
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

    SmallCampaign campaign = new SmallCampaign(folder, profiles, LitertForTests.TARGET);
    campaign.run(
        "--budget",
        BUDGET,
        "--kernels",
        "conv1x1",
        "--models",
        campaign.networks("known", 1, KNOWN, LitertGpuCampaignTest::network).toString(),
        "--evaluate",
        campaign.networks("unseen", 11, UNSEEN, LitertGpuCampaignTest::network).toString());

    Predictor predictor = Predictor.load(campaign.bundle());
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
    Prediction one = predictor.predict(network(3));
    assertThat(one.latencyMs()).isPositive().isBetween(one.lowMs(), one.highMs());
    assertThat(one.latencyMs()).isLessThan(1_000);
    assertThat(one.kernels()).isNotEmpty().allMatch(kernel -> kernel.latencyMs() > 0);
  }

  /** A chain of 1x1 convolutions; another step gives another network. */
  private static Graph network(int step) {
    GraphBuilder g = new GraphBuilder("chain" + step, step);
    int side = 10 + step % 8;
    int x = g.input(Shape.of(1, side, side, 16));
    for (int layer = 1; layer <= 4; layer++) {
      x = g.conv(x, 8 * (2 + (step * layer) % 9), 1, 1, Activation.RELU6);
    }
    return g.build(x);
  }
}
