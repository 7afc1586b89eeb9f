package dev.meterfarm.agent.openvino;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.graph.openvino.IrPrecision;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BenchmarkCommandTest {
  private static final Path MODEL = Path.of("m.xml");

  private static ToolCapabilities tool(String help, int year, int release) throws IOException {
    return ToolCapabilities.ofHelp(Fixture.text(help))
        .withVersion(Optional.of(new OpenVinoVersion(year, release, 0)));
  }

  private static OpenVinoTarget target(InferenceDevice device, IrPrecision precision) {
    return new OpenVinoTarget("t", device, precision, 2, Duration.ofSeconds(1), "");
  }

  @Test
  void a_cpu_of_today() throws IOException {
    assertThat(
            BenchmarkCommand.latency(
                tool("help-python-2026.4.txt", 2026, 4),
                target(InferenceDevice.CPU, IrPrecision.FP32),
                MODEL,
                50,
                Optional.empty()))
        .isEqualTo(
            List.of(
                ("-m m.xml -d CPU -api sync -niter 50 -nireq 1 -hint none -nstreams 1 -nthreads 2"
                        + " -infer_precision f32 -ip f32 -op f32")
                    .split(" ")));
  }

  @Test
  void a_stick_with_its_older_versions() throws IOException {
    OpenVinoTarget stick = target(InferenceDevice.MYRIAD, IrPrecision.FP16);
    assertThat(
            String.join(
                " ",
                BenchmarkCommand.latency(
                    tool("help-cpp-2022.1.txt", 2022, 1), stick, MODEL, 9, Optional.empty())))
        .isEqualTo("-m m.xml -d MYRIAD -api sync -niter 9 -nireq 1 -hint latency -ip f16 -op f16");
    assertThat(
            String.join(
                " ",
                BenchmarkCommand.structure(
                    tool("help-cpp-2021.4.txt", 2021, 4), stick, MODEL, 9, Path.of("r"))))
        .isEqualTo(
            "-m m.xml -d MYRIAD -api sync -niter 9 -nireq 1 -ip FP16 -op FP16"
                + " -report_type detailed_counters -report_folder r");
  }
}
