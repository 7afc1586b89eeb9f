package dev.meterfarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.coordinator.fusion.FusionFinding;
import dev.meterfarm.coordinator.fusion.FusionReport;
import dev.meterfarm.coordinator.fusion.FusionSettings;
import dev.meterfarm.predictor.rules.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fusion rules of LiteRT's GPU delegate, from times alone. */
@Tag("python")
@Tag("measures")
class LitertGpuTest {
  /** Detection ends by itself when all is decided or tried out. */
  private static final Duration MOST_DEVICE_TIME = Duration.ofSeconds(60);

  private static final String POOLING = "conv>maxpool";

  @TempDir private Path folder;

  /** XNNPACK on the same machine fuses the first two only. */
  @Test
  void elementwise_ops_are_found_fused_into_a_convolution_and_a_pooling_is_not() throws Exception {
    FusionReport report =
        DetectedFusion.of(
            LitertForTests.profiles(folder),
            LitertForTests.TARGET,
            Set.of("conv1x1>relu", "conv1x1>relu6", "conv1x1>sigmoid", "conv1x1>hswish", POOLING),
            target -> FusionSettings.standard(MOST_DEVICE_TIME, target.traits(), 1));

    String table = String.join("\n", report.table());
    assertThat(report.findings()).as(table).hasSize(5);
    List<FusionFinding> elementwise =
        report.findings().stream().filter(of -> !of.id().equals(POOLING)).toList();
    assertThat(elementwise).as(table).noneMatch(of -> is(of, Verdict.SEPARATE));
    // On a busy machine some may stay undecided, but never all; XNNPACK fuses neither of these.
    assertThat(elementwise)
        .as(table)
        .anyMatch(of -> is(of, Verdict.FUSED) && of.id().matches(".*(sigmoid|hswish)"));
    assertThat(report.findings())
        .as(table)
        .noneMatch(of -> of.id().equals(POOLING) && is(of, Verdict.FUSED));
  }

  private static boolean is(FusionFinding of, Verdict verdict) {
    return of.rule().verdict() == verdict;
  }
}
