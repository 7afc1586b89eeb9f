package dev.meterfarm.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Verdicts from times alone, in front of the real OpenVINO. Takes two minutes on a quiet machine;
 * the whole list is a benchmark.
 */
@Tag("python")
@Tag("slow")
class OpenVinoFusionTest {
  private static final Duration BUDGET = Duration.ofSeconds(60);

  @Test
  void times_alone_do_not_contradict_the_executed_graph(@TempDir Path folder) throws Exception {
    Path profiles = profiles(folder);

    OpenVinoFusionBenchmark.Result result =
        OpenVinoFusionBenchmark.run(profiles, BUDGET, List.of("conv>relu", "conv>maxpool"));

    assertThat(result.lines())
        .anyMatch(line -> line.contains("conv>relu          executed as FUSED"));
    assertThat(result.lines())
        .anyMatch(line -> line.contains("conv>maxpool       executed as SEPARATE"));
    assertThat(result.score().total()).as("%s", result.lines()).isEqualTo(2);
    // On a busy machine pairs may stay undecided, but none may be decided wrongly.
    assertThat(result.score().contradicting())
        .as("%s", result.lines())
        .isEqualTo(result.savesNothing());
  }

  private static Path profiles(Path folder) throws IOException {
    String python = System.getenv("METERFARM_OPENVINO_PYTHON");
    if (python == null && "1".equals(System.getenv("METERFARM_REQUIRE_OPENVINO"))) {
      throw new AssertionError(
          "METERFARM_REQUIRE_OPENVINO is 1, but METERFARM_OPENVINO_PYTHON is not set");
    }
    assumeTrue(
        python != null, "skipped: METERFARM_OPENVINO_PYTHON names no interpreter with OpenVINO");
    Files.writeString(
        folder.resolve("openvino.yaml"),
        """
        device: openvino-cpu
        driver: openvino
        tool: %s
        targets:
          openvino-cpu:
            device: CPU
        """
            .formatted(Path.of(python).resolveSibling("benchmark_app")));
    return folder;
  }
}
