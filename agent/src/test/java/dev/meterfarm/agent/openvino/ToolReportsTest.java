package dev.meterfarm.agent.openvino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.measurement.ExecutedOp;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolReportsTest {
  @ParameterizedTest
  @CsvSource({
    // file, version, median ns, minimum ns, resolution ns
    "console-python-2026.4-us.txt, 2026.4.1,   372790,   361020,    10",
    "console-python-2026.4-ms.txt, 2026.4.1,  4140000,  4010000, 10000",
    "console-cpp-2024.6.txt,       2024.6.0,  1020000,   980000, 10000",
    "console-cpp-2022.1.txt,       2022.1.0, 16120000, 15980000, 10000",
    "console-python-2022.1.txt,    2022.1.0,  1580000,  1500000, 10000",
    "console-cpp-2021.4.txt,       2021.4.2, 16120000,      NaN, 10000"
  })
  void every_version_tells_its_latency_in_its_own_way(
      String file, String version, double median, double minimum, double resolution)
      throws IOException, ToolOutputException {
    ConsoleReport report = ConsoleReport.parse(Fixture.text(file));
    Latencies latencies = report.latency().orElseThrow();
    assertThat(OpenVinoVersion.find(report.build()).orElseThrow()).hasToString(version);
    assertThat(latencies.runs()).isEqualTo(50);
    assertThat(latencies.medianNanos()).isCloseTo(median, within(1e-6));
    assertThat(latencies.resolutionNanos()).isCloseTo(resolution, within(1e-6));
    assertThat(report.lastStep()).isEqualTo(11);
    if (Double.isNaN(minimum)) {
      assertThat(latencies.minNanos()).isNaN();
      assertThat(latencies.labelStatistic()).isEqualTo(LabelStatistic.MEDIAN);
    } else {
      assertThat(latencies.minNanos()).isCloseTo(minimum, within(1e-6));
      assertThat(latencies.labelStatistic()).isEqualTo(LabelStatistic.MINIMUM);
    }
  }

  @Test
  void a_stick_tells_its_temperature() throws IOException, ToolOutputException {
    assertThat(ConsoleReport.parse(Fixture.text("console-cpp-2022.1.txt")).temperature())
        .contains("41.7");
  }

  @Test
  void a_truncated_output_tells_no_latency_but_the_step_it_was_at()
      throws IOException, ToolOutputException {
    String whole = Fixture.text("console-python-2026.4-us.txt");
    ConsoleReport report = ConsoleReport.parse(whole.substring(0, whole.indexOf("[Step 11")));
    assertThat(report.latency()).isEmpty();
    assertThat(report.lastStep()).isEqualTo(10);
    assertThat(report.stepText()).isEqualTo("Measuring performance");
  }

  @Test
  void numbers_that_contradict_each_other_are_refused() throws IOException {
    String swapped =
        Fixture.text("console-cpp-2024.6.txt").replace("Max:              1.71", "Max:   0.11");
    assertThatThrownBy(() -> ConsoleReport.parse(swapped)).isInstanceOf(ToolOutputException.class);
    String twice = Fixture.text("console-cpp-2021.4.txt") + "Latency:    1.00 ms\n";
    assertThatThrownBy(() -> ConsoleReport.parse(twice))
        .isInstanceOf(ToolOutputException.class)
        .hasMessageContaining("twice");
  }

  @Test
  void the_report_of_the_native_tool_has_more_digits() throws IOException, ToolOutputException {
    Latencies latencies =
        StatisticsReport.parse(Fixture.text("report-cpp-2024.6.csv")).orElseThrow();
    assertThat(latencies.medianNanos()).isCloseTo(1_021_347, within(1e-6));
    assertThat(latencies.minNanos()).isCloseTo(981_220, within(1e-6));
    assertThat(latencies.resolutionNanos()).isCloseTo(1, within(1e-9));
  }

  @Test
  void a_report_of_a_failed_run_tells_nothing() throws ToolOutputException {
    assertThat(StatisticsReport.parse("Execution results\nerror;broken;\nlatency (ms);1.0;\n"))
        .isEmpty();
    assertThat(StatisticsReport.parse("")).isEqualTo(Optional.empty());
  }

  @Test
  void the_executed_graph_of_a_cpu_tells_what_became_one() throws IOException, ToolOutputException {
    assertThat(ExecutedOps.of(ExecutionGraph.parse(Fixture.text("graph-cpu-2026.4.xml"))))
        .containsExactly(
            new ExecutedOp("Convolution [conv+relu]", 903_000),
            new ExecutedOp("Softmax [softmax]", 122_000));
  }

  @Test
  void counters_of_a_cpu_name_states_in_the_way_of_python()
      throws IOException, ToolOutputException {
    assertThat(CountersReport.parse(Fixture.text("counters-cpu-python-2026.4.csv")))
        .filteredOn(row -> row.state() == CountersReport.State.EXECUTED)
        .extracting(CountersReport.Row::type)
        .containsExactly("Reorder", "Convolution", "Reorder", "Softmax");
  }

  @Test
  void counters_of_a_stick_leave_out_what_it_merged_and_what_it_added()
      throws IOException, ToolOutputException {
    assertThat(
            ExecutedOps.ofRows(
                CountersReport.parse(Fixture.text("counters-myriad-cpp-2022.3.csv"))))
        .containsExactly(
            new ExecutedOp("Convolution [conv]", 1_372_000),
            new ExecutedOp("Sigmoid [sigmoid]", 140_000));
  }

  @Test
  void counters_of_an_npu_know_only_what_was_executed() throws IOException, ToolOutputException {
    assertThat(ExecutedOps.ofRows(CountersReport.parse(Fixture.text("counters-npu-cpp-2024.csv"))))
        .extracting(ExecutedOp::name)
        .containsExactly("Convolution [conv]", "Sigmoid [sigmoid]");
  }

  @Test
  void a_table_that_was_cut_off_is_refused() throws IOException {
    String whole = Fixture.text("counters-myriad-cpp-2022.3.csv");
    String cut = whole.substring(0, whole.indexOf("Total"));
    assertThatThrownBy(() -> CountersReport.parse(cut)).isInstanceOf(ToolOutputException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7|3|Can not init Myriad device: NC_ERROR|DEVICE_LOST",
        "7|3|Failed to allocate graph: MYRIAD device is not opened.|DEVICE_LOST",
        "10|3|Failed to read output from FIFO: NC_ERROR|DEVICE_LOST",
        "3|1|Device with \"MYRIAD\" name is not registered in the OpenVINO Runtime|RUNTIME_MISSING",
        "2|1|Cannot load library \"libopenvino_intel_gpu_plugin.so\": libOpenCL.so.1|RUNTIME_MISSING",
        "7|1|VCL compiler loading failed, aborting.|RUNTIME_MISSING",
        "7|3|Failed to compile layer \"a\": unsupported layer type \"B\"|MODEL_UNSUPPORTED",
        "4|3|Cannot create Gelu layer g id:3 from unsupported opset: opset7|MODEL_UNSUPPORTED",
        "4|3|Unable to read the model: m.xml Please check that|MODEL_UNREADABLE",
        "10|3|something that nobody has seen before|RUN_CRASHED",
        "7|139||RUN_CRASHED",
        "7|3|something that nobody has seen before|MODEL_UNSUPPORTED"
      })
  void failures_are_told_apart_by_sentence_and_step(
      int step, int exit, String sentence, ErrorCode code) {
    ConsoleReport report =
        new ConsoleReport(step, "at this", "", Optional.empty(), Optional.empty());
    String said = sentence == null ? "" : "[ ERROR ] " + sentence + "\n";
    ToolFailure failure = ToolFailure.ofExit(exit, report, "", said);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.phase()).isEqualTo("step " + step + " (at this)");
    assertThat(failure.message()).isNotBlank();
  }

  @Test
  void helps_tell_flags_devices_and_kind() throws IOException {
    ToolCapabilities python = ToolCapabilities.ofHelp(Fixture.text("help-python-2026.4.txt"));
    assertThat(python.isPython()).isTrue();
    assertThat(python.devices()).containsExactly("CPU");
    assertThat(python.flags()).contains("hint", "niter", "infer_precision", "exec_graph_path");
    ToolCapabilities old = ToolCapabilities.ofHelp(Fixture.text("help-cpp-2021.4.txt"));
    assertThat(old.isPython()).isFalse();
    assertThat(old.sees(InferenceDevice.MYRIAD)).isTrue();
    assertThat(old.sees(InferenceDevice.NPU)).isFalse();
    assertThat(old.knows("hint")).isFalse();
    assertThat(ToolCapabilities.ofHelp(Fixture.text("help-cpp-2022.1.txt")).knows("hint")).isTrue();
  }

  @Test
  void a_matrix_product_that_is_told_by_its_bias_alone_is_an_op_all_the_same() {
    assertThat(
            ExecutedOps.of(
                List.of(
                    new ExecutionGraph.Node(
                        "FullyConnected", 1, List.of("op1_fc/Add_1", "op2_relu"), "", 5),
                    new ExecutionGraph.Node(
                        "FullyConnected", 2, List.of("op3_fc", "op3_fc/Add_1"), "", 5),
                    new ExecutionGraph.Node("Reorder", 3, List.of("op3_fc/Const_2"), "", 5))))
        .extracting(ExecutedOp::name)
        .containsExactly("FullyConnected [fc+relu]", "FullyConnected [fc]");
  }
}
