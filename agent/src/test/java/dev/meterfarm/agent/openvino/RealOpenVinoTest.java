package dev.meterfarm.agent.openvino;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.device.PreparedModel;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.openvino.IrPrecision;
import dev.meterfarm.graph.openvino.IrVersion;
import dev.meterfarm.graph.openvino.OpenVinoWriter;
import dev.meterfarm.houserules.PythonForTests;
import dev.meterfarm.protocol.job.JobKind;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.job.RunPlan;
import dev.meterfarm.protocol.measurement.ExecutedOp;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver in front of the real tool of the wheel, on this machine's CPU. */
@Tag("python")
class RealOpenVinoTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static Path tool() {
    return Path.of(PythonForTests.requireOpenVino()).resolveSibling("benchmark_app");
  }

  private static Graph conv(OpType second) {
    GraphBuilder graph = new GraphBuilder("conv-" + second.word(), 1);
    int x = graph.conv(graph.input(Shape.of(1, 28, 28, 16)), 32, 3, 1, Activation.NONE);
    return graph.build(second == OpType.SOFTMAX ? graph.softmax(x) : graph.unary(second, x));
  }

  @Test
  void fuses_relu_and_sigmoid_into_a_convolution_but_not_softmax() throws Exception {
    OpenVinoTarget target =
        new OpenVinoTarget(
            "openvino-cpu", InferenceDevice.CPU, IrPrecision.FP32, 1, PATIENCE, "hash");
    OpenVinoProfile profile =
        new OpenVinoProfile("cpu", "", new PowerCycle(List.of(), Duration.ZERO), List.of(target));
    Path tool = tool();
    List<ModelRecipe> recipes = new ArrayList<>();
    List<PreparedModel> models = new ArrayList<>();
    for (OpType second : List.of(OpType.RELU, OpType.SIGMOID, OpType.SOFTMAX)) {
      Graph graph = conv(second);
      recipes.add(new ModelRecipe(ModelRecipe.Form.GRAPH, graph.name(), "", graph.name()));
      models.add(new PreparedModel.InMemory(graph.name(), graph.name(), graph));
    }
    RunPlan plan = new RunPlan(1, 1, 20, 50, Duration.ZERO, true, Duration.ofMinutes(5));
    JobSpec spec = new JobSpec("c", "real", "openvino-cpu", JobKind.FUSION_TEST, 1, recipes, plan);
    try (ScratchFolder scratch = ScratchFolder.open();
        OpenVinoDevice device =
            OpenVinoDevice.open(profile, tool, List.of(target), scratch, new HashMap<>());
        PreparedJob job = new PreparedJob(spec, models, () -> {})) {
      assertThat(device.targets().get(0).runtime()).startsWith("openvino-2026.4.1");
      assertThat(device.targets().get(0).traits().resolutionNanos()).isEqualTo(10);

      DeviceReport report = device.measure(job);

      assertThat(report.outcomes())
          .allSatisfy(of -> assertThat(of).isInstanceOf(ModelOutcome.Measured.class))
          .extracting(of -> names((ModelOutcome.Measured) of))
          .containsExactly(
              List.of("Convolution [conv+relu]"),
              List.of("Convolution [conv+sigmoid]"),
              List.of("Convolution [conv]", "Softmax [softmax]"));
      assertThat(report.outcomes())
          .extracting(of -> ((ModelOutcome.Measured) of).pooled().runs())
          .containsOnly(20);
    }
  }

  /**
   * A kernel's label is the difference of two models that have the same ends. What a runtime puts
   * at the edges of a model for its layouts must then be the same in both, and no part of the
   * label.
   */
  @Test
  void changes_of_layout_at_a_models_edges_are_the_same_with_and_without_the_kernel(
      @TempDir Path folder) throws Exception {
    OpenVinoTool tool = OpenVinoTool.probe(List.of(tool().toString()));

    List<String> alone = reorders(tool, folder, "alone", ends(false));
    List<String> around = reorders(tool, folder, "around", ends(true));
    List<String> bare = reorders(tool, folder, "bare", conv(OpType.RELU));

    assertThat(bare).as("without ends").isNotEmpty();
    assertThat(around).hasSameElementsAs(alone).hasSameSizeAs(alone);
  }

  private static List<String> reorders(OpenVinoTool tool, Path folder, String name, Graph graph)
      throws Exception {
    Path model = folder.resolve(name + ".xml");
    OpenVinoWriter.write(graph, model, IrVersion.V11, IrPrecision.FP32);
    Path reports = Files.createDirectory(folder.resolve(name));
    OpenVinoTarget target =
        new OpenVinoTarget(
            "openvino-cpu", InferenceDevice.CPU, IrPrecision.FP32, 1, PATIENCE, "hash");
    assertThat(tool.structure(target, model, 8, reports, PATIENCE).executed()).isNotEmpty();
    return ExecutionGraph.parse(Files.readString(reports.resolve(BenchmarkCommand.GRAPH))).stream()
        .filter(node -> node.type().equals("Reorder"))
        .map(ExecutionGraph.Node::kernel)
        .toList();
  }

  /**
   * A tensor spread from one pixel and read off by a slice, with a convolution on it or without.
   */
  private static Graph ends(boolean kernel) {
    GraphBuilder g = new GraphBuilder("ends", 1);
    int tiny = g.input(Shape.of(1, 1, 1, 16));
    int spread =
        g.op(OpType.RESIZE_NEAREST, new Attributes.Resize(false, false), tiny, g.ints(28, 28));
    int made = kernel ? g.unary(OpType.RELU, g.conv(spread, 32, 3, 1, Activation.NONE)) : spread;
    return g.build(
        g.stridedSlice(made, new int[4], new int[] {1, 1, 1, 1}, new int[] {1, 1, 1, 1}),
        g.stridedSlice(
            spread, new int[] {0, 1, 0, 0}, new int[] {1, 2, 1, 1}, new int[] {1, 1, 1, 1}));
  }

  private static List<String> names(ModelOutcome.Measured of) {
    assertThat(of.labelNanos()).isBetween(1e3, 1e9);
    return of.executed().stream().map(ExecutedOp::name).toList();
  }
}
