package dev.meterfarm.agent.openvino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.device.PreparedModel;
import dev.meterfarm.agent.driver.DeviceListener;
import dev.meterfarm.agent.driver.TriedDevices;
import dev.meterfarm.agent.driver.WantedTargets;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.openvino.IrPrecision;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.device.TimedRegion;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobKind;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.job.RunPlan;
import dev.meterfarm.protocol.measurement.ExecutedOp;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver in front of a program that prints what the real tool prints for a Myriad X. */
class OpenVinoDeviceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;
  private ScratchFolder scratch;
  private ScriptedTool tool;

  @BeforeEach
  void makeTool() throws IOException {
    scratch = ScratchFolder.open();
    tool =
        new ScriptedTool(
            folder,
            "help-cpp-2022.1.txt",
            "console-cpp-2022.1.txt",
            "counters-myriad-cpp-2022.3.csv");
  }

  @AfterEach
  void close() {
    scratch.close();
  }

  private static OpenVinoTarget target(String name, InferenceDevice device, Duration deadline) {
    return new OpenVinoTarget(name, device, IrPrecision.FP16, 1, deadline, "profile-hash");
  }

  private OpenVinoDevice open(PowerCycle powerCycle, Duration runDeadline) {
    OpenVinoTarget target = target("openvino-myriad", InferenceDevice.MYRIAD, runDeadline);
    OpenVinoProfile profile = new OpenVinoProfile("ncs2", "", powerCycle, List.of(target));
    return OpenVinoDevice.open(profile, tool.path(), List.of(target), scratch, new HashMap<>());
  }

  private OpenVinoDevice open() {
    return open(new PowerCycle(List.of(), Duration.ZERO), PATIENCE);
  }

  private static Graph of(OpType type) {
    GraphBuilder graph = new GraphBuilder(type.word(), 1);
    return graph.build(graph.unary(type, graph.input(Shape.of(1, 8, 8, 4))));
  }

  private static Graph conv() {
    GraphBuilder graph = new GraphBuilder("conv", 1);
    int x = graph.input(Shape.of(1, 8, 8, 4));
    return graph.build(graph.conv(x, 8, 3, 1, Activation.RELU));
  }

  private static DeviceReport measure(OpenVinoDevice device, boolean profile, Graph... graphs)
      throws InterruptedException {
    List<ModelRecipe> recipes = new ArrayList<>();
    List<PreparedModel> models = new ArrayList<>();
    for (Graph graph : graphs) {
      recipes.add(new ModelRecipe(ModelRecipe.Form.GRAPH, graph.name(), "", graph.name()));
      models.add(new PreparedModel.InMemory(graph.name(), graph.name(), graph));
    }
    RunPlan plan = new RunPlan(2, 1, 3, 9, Duration.ZERO, profile, Duration.ofMinutes(1));
    JobSpec spec =
        new JobSpec("c", "key", "openvino-myriad", JobKind.KERNEL_SAMPLES, 1, recipes, plan);
    try (PreparedJob job = new PreparedJob(spec, models, () -> {})) {
      return device.measure(job);
    }
  }

  @Test
  void the_target_tells_what_its_numbers_mean() {
    try (OpenVinoDevice device = open()) {
      TargetDescription target = device.targets().get(0);
      assertThat(target.runtime()).isEqualTo("openvino-2022.1.0+myriad");
      assertThat(target.traits().timedRegion()).isEqualTo(TimedRegion.COMPUTE_AND_TRANSFER);
      assertThat(target.traits().statistic()).isEqualTo(LabelStatistic.MINIMUM);
      assertThat(target.traits().resolutionNanos()).isEqualTo(10_000);
      assertThat(target.traits().visitNanos()).isPositive();
      assertThat(target.fingerprint()).containsEntry("runtime", "openvino-2022.1.0");
    }
  }

  @Test
  void models_are_visited_in_rounds_and_looked_at_once() throws Exception {
    try (OpenVinoDevice device = open()) {
      int before = tool.calls().size();
      DeviceReport report = measure(device, true, conv(), of(OpType.RELU));
      assertThat(report.outcomes())
          .extracting(ModelOutcome::modelHash)
          .containsExactly("conv", "relu");
      ModelOutcome.Measured conv = (ModelOutcome.Measured) report.outcomes().get(0);
      assertThat(conv.roundNanos()).containsExactly(15_980_000.0, 15_980_000.0);
      assertThat(conv.labelNanos()).isEqualTo(15_980_000.0);
      assertThat(conv.pooled().runs()).isEqualTo(6);
      assertThat(conv.pooled().p25Nanos()).isNaN();
      assertThat(conv.executed())
          .extracting(ExecutedOp::name)
          .containsExactly("Convolution [conv]", "Sigmoid [sigmoid]");
      assertThat(report.environment()).containsEntry("deviceCelsius", "41.7");
      assertThat(report.references()).hasSize(3);
      List<String> calls = tool.calls().subList(before, tool.calls().size());
      assertThat(calls).hasSize(3 + 2 * 2 + 2);
      assertThat(calls.stream().filter(call -> call.contains("detailed_counters"))).hasSize(2);
      assertThat(calls).allMatch(call -> call.contains("-d MYRIAD -api sync"));
    }
  }

  @Test
  void a_model_that_the_device_lacks_does_not_cost_its_neighbours() throws Exception {
    try (OpenVinoDevice device = open()) {
      DeviceReport report = measure(device, false, of(OpType.TANH), of(OpType.RELU));
      ModelOutcome.Failed failed = (ModelOutcome.Failed) report.outcomes().get(0);
      assertThat(failed.code()).isEqualTo(ErrorCode.MODEL_UNSUPPORTED);
      assertThat(failed.message()).contains("step 7").contains("unsupported layer type \"Tanh\"");
      assertThat(report.outcomes().get(1)).isInstanceOf(ModelOutcome.Measured.class);
    }
  }

  @Test
  void a_crash_costs_its_model_and_a_second_one_the_job() throws Exception {
    try (OpenVinoDevice device = open()) {
      DeviceReport report = measure(device, false, of(OpType.ELU), of(OpType.RELU));
      assertThat(((ModelOutcome.Failed) report.outcomes().get(0)).code())
          .isEqualTo(ErrorCode.RUN_CRASHED);
      Graph other = of(OpType.ELU).renamed("other");
      assertThatThrownBy(() -> measure(device, false, of(OpType.ELU), other))
          .isInstanceOf(DeviceException.class)
          .extracting(failure -> ((DeviceException) failure).code())
          .isEqualTo(ErrorCode.RUN_CRASHED);
    }
  }

  @Test
  void a_lost_stick_fails_the_job_with_what_to_do() throws Exception {
    try (OpenVinoDevice device = open()) {
      tool.behave("lost");
      assertThatThrownBy(() -> measure(device, false, conv()))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("MYRIAD device is not opened")
          .hasMessageContaining("udev rules")
          .extracting(failure -> ((DeviceException) failure).code())
          .isEqualTo(ErrorCode.DEVICE_LOST);
    }
  }

  @Test
  void a_hanging_stick_comes_back_after_a_power_cycle() throws Exception {
    PowerCycle remove = new PowerCycle(List.of("rm", tool.state("hang").toString()), Duration.ZERO);
    try (OpenVinoDevice device = open(remove, Duration.ofSeconds(3))) {
      tool.behave("hang");
      DeviceReport report = measure(device, false, conv());
      assertThat(report.outcomes().get(0)).isInstanceOf(ModelOutcome.Measured.class);
      assertThat(report.environment()).containsEntry("powerCycled", "true");
    }
  }

  @Test
  void a_lost_stick_comes_back_after_a_power_cycle() throws Exception {
    PowerCycle plug = new PowerCycle(List.of("rm", tool.state("lost").toString()), Duration.ZERO);
    try (OpenVinoDevice device = open(plug, PATIENCE)) {
      tool.behave("lost");
      DeviceReport report = measure(device, false, conv());
      assertThat(report.outcomes().get(0)).isInstanceOf(ModelOutcome.Measured.class);
      assertThat(report.environment()).containsEntry("powerCycled", "true");
    }
  }

  @Test
  void a_stick_that_hangs_after_its_power_cycle_too_gets_no_second_one_in_a_job() throws Exception {
    Path cycles = folder.resolve("cycles");
    PowerCycle vain =
        new PowerCycle(List.of("sh", "-c", "echo off and on >>" + cycles), Duration.ZERO);
    try (OpenVinoDevice device = open(vain, Duration.ofSeconds(2))) {
      tool.behave("hang");
      assertThatThrownBy(() -> measure(device, false, conv()))
          .isInstanceOf(DeviceException.class)
          .extracting(failure -> ((DeviceException) failure).code())
          .isEqualTo(ErrorCode.RUN_TIMED_OUT);
      assertThat(cycles).hasContent("off and on");
    }
  }

  @Test
  void nothing_is_left_of_a_run_that_hung() throws Exception {
    try (OpenVinoDevice device =
        open(new PowerCycle(List.of(), Duration.ZERO), Duration.ofSeconds(2))) {
      tool.behave("hang");
      assertThatThrownBy(() -> measure(device, false, conv())).isInstanceOf(DeviceException.class);
    }
    List<String> pids = Files.readAllLines(tool.state("pids"));
    assertThat(pids).as("the tool and its child").hasSizeGreaterThanOrEqualTo(2);
    for (String pid : pids) {
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  !ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false));
    }
  }

  @Test
  void a_hanging_stick_without_a_power_cycle_times_out_at_a_named_step() throws Exception {
    try (OpenVinoDevice device =
        open(new PowerCycle(List.of(), Duration.ZERO), Duration.ofSeconds(2))) {
      tool.behave("hang");
      assertThatThrownBy(() -> measure(device, false, conv()))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("step 10 (Measuring performance)")
          .extracting(failure -> ((DeviceException) failure).code())
          .isEqualTo(ErrorCode.RUN_TIMED_OUT);
    }
  }

  @Test
  void reports_of_earlier_runs_are_never_read() throws Exception {
    OpenVinoTarget target = target("openvino-myriad", InferenceDevice.MYRIAD, PATIENCE);
    OpenVinoTool real = OpenVinoTool.probe(List.of(tool.path().toString()));
    Path reports = Files.createDirectory(folder.resolve("reports"));
    Path model = Files.writeString(folder.resolve("model.xml"), "<net/>");
    Path old = reports.resolve("benchmark_report.csv");
    Files.writeString(old, Fixture.text("report-cpp-2024.6.csv"));
    Files.writeString(
        reports.resolve("benchmark_detailed_counters_report.csv"),
        Fixture.text("counters-myriad-cpp-2022.3.csv"));

    OpenVinoTool.Outcome outcome = real.measure(target, model, 9, reports, PATIENCE);

    assertThat(((OpenVinoTool.Outcome.Ran) outcome).latencies().minNanos()).isEqualTo(15_980_000.0);
    assertThat(old).doesNotExist();
    Files.writeString(
        reports.resolve("benchmark_detailed_counters_report.csv"),
        Fixture.text("counters-myriad-cpp-2022.3.csv"));
    tool.behave("stale");
    assertThat(real.structure(target, model, 9, reports, PATIENCE).executed()).isEmpty();
  }

  @Test
  void a_target_that_is_not_here_does_not_keep_the_others_from_being_served() {
    OpenVinoTarget here = target("openvino-myriad", InferenceDevice.MYRIAD, PATIENCE);
    OpenVinoTarget absent = target("openvino-npu", InferenceDevice.NPU, PATIENCE);
    PowerCycle none = new PowerCycle(List.of(), Duration.ZERO);
    List<OpenVinoProfile> profiles =
        List.of(
            new OpenVinoProfile("d1", "", none, List.of(absent)),
            new OpenVinoProfile("d2", "", none, List.of(absent, here)));
    List<DeviceId> appeared = new ArrayList<>();
    try (TriedDevices all =
        TriedDevices.open(
            "openvino",
            profiles,
            WantedTargets.all(),
            (profile, names, failures) ->
                OpenVinoDevice.open(profile, tool.path(), profile.declared(), scratch, failures),
            new DeviceListener() {
              @Override
              public void appeared(Device device) {
                appeared.add(device.id());
              }

              @Override
              public void gone(DeviceId id, String reason) {
                appeared.remove(id);
              }
            })) {
      assertThat(appeared).containsExactly(new DeviceId("d2"));
      assertThat(all.sightings())
          .extracting(of -> of.id() + " " + of.state() + " " + of.targets())
          .containsExactly("d1 unavailable []", "d2 ready [openvino-myriad]");
      assertThat(all.sightings())
          .allSatisfy(
              of -> {
                assertThat(of.reason()).contains("'openvino-npu' is not available");
                assertThat(of.unavailable()).containsOnlyKeys("openvino-npu");
              });
    }
  }

  @Test
  void a_tool_that_is_none_is_named_with_the_remedy() {
    assertThatThrownBy(() -> OpenVinoTool.probe(List.of("/bin/true")))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("/bin/true -h")
        .hasMessageContaining("agent setup openvino");
  }
}
