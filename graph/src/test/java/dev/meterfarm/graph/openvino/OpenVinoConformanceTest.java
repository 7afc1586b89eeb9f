package dev.meterfarm.graph.openvino;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Tensor;
import dev.meterfarm.graph.tflite.OneOpGraphs;
import dev.meterfarm.graph.tflite.TfliteWriter;
import dev.meterfarm.graph.zoo.NetworkFamily;
import dev.meterfarm.graph.zoo.OperatorMix;
import dev.meterfarm.graph.zoo.Zoo;
import dev.meterfarm.houserules.PythonForTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What we write means to OpenVINO what our .tflite file of the same graph means to LiteRT. */
@Tag("python")
class OpenVinoConformanceTest {
  /** Of the largest output. */
  private static final double TOLERANCE = 1e-3;

  /** Half-precision weights and activations keep three decimal digits. */
  private static final double HALF_TOLERANCE = 3e-2;

  private static final long HANDY_BYTES = 60 << 20;

  private static final long DEADLINE_MINUTES = 6;

  @TestFactory
  Stream<DynamicTest> every_operator_agrees_with_LiteRT(@TempDir Path folder)
      throws IOException, InterruptedException {
    return compare(OneOpGraphs.all(), folder, IrVersion.V11, IrPrecision.FP32, TOLERANCE);
  }

  @TestFactory
  Stream<DynamicTest> every_family_agrees_with_LiteRT(@TempDir Path folder)
      throws IOException, InterruptedException {
    List<Graph> graphs = new ArrayList<>();
    for (NetworkFamily family : Zoo.families()) {
      graphs.add(family.variant(3));
      if (bytes(family.reference()) < HANDY_BYTES) {
        graphs.add(family.reference());
      }
    }
    return compare(graphs, folder, IrVersion.V11, IrPrecision.FP32, TOLERANCE);
  }

  @TestFactory
  Stream<DynamicTest> strips_of_other_ops_agree_with_LiteRT(@TempDir Path folder)
      throws IOException, InterruptedException {
    List<Graph> graphs = new ArrayList<>();
    for (long seed = 0; seed < 12; seed++) {
      graphs.add(OperatorMix.strips(seed));
    }
    return compare(graphs, folder, IrVersion.V11, IrPrecision.FP32, TOLERANCE);
  }

  @TestFactory
  Stream<DynamicTest> every_family_agrees_with_LiteRT_in_half_precision(@TempDir Path folder)
      throws IOException, InterruptedException {
    return compare(smallOnes(), folder, IrVersion.V11, IrPrecision.FP16, HALF_TOLERANCE);
  }

  @TestFactory
  Stream<DynamicTest> every_family_agrees_with_LiteRT_in_the_older_version(@TempDir Path folder)
      throws IOException, InterruptedException {
    return compare(smallOnes(), folder, IrVersion.V10, IrPrecision.FP32, TOLERANCE);
  }

  /** What a stick of OpenVINO 2021.4 is given. */
  @TestFactory
  Stream<DynamicTest> every_family_agrees_with_LiteRT_in_both(@TempDir Path folder)
      throws IOException, InterruptedException {
    return compare(smallOnes(), folder, IrVersion.V10, IrPrecision.FP16, HALF_TOLERANCE);
  }

  /** Of every family one of its smaller networks. */
  private static List<Graph> smallOnes() {
    return Zoo.families().stream()
        .map(
            family ->
                LongStream.range(0, 8)
                    .mapToObj(family::variant)
                    .min(Comparator.comparingLong(OpenVinoConformanceTest::bytes))
                    .orElseThrow())
        .toList();
  }

  private static Stream<DynamicTest> compare(
      List<Graph> graphs, Path folder, IrVersion version, IrPrecision precision, double tolerance)
      throws IOException, InterruptedException {
    String openvino = PythonForTests.requireOpenVino();
    String litert = PythonForTests.require("LiteRT");
    for (Graph graph : graphs) {
      String stem = stem(graph);
      TfliteWriter.write(graph, folder.resolve(stem + ".tflite"));
      IrModel model =
          OpenVinoWriter.write(graph, folder.resolve(stem + ".xml"), version, precision);
      Files.write(folder.resolve(stem + ".ports"), ports(model));
    }
    run(litert, "run_tflite.py", folder);
    run(openvino, "check_ir.py", folder);
    JsonNode report = new ObjectMapper().readTree(folder.resolve("report.json").toFile());
    assertThat(report).hasSameSizeAs(graphs);
    return graphs.stream()
        .map(
            graph ->
                DynamicTest.dynamicTest(
                    graph.name(), () -> requireAgreement(report.get(stem(graph)), tolerance)));
  }

  private static void requireAgreement(JsonNode result, double tolerance) {
    assertThat(result.path("failure").asText()).isEmpty();
    assertThat(result.get("difference").asDouble()).isLessThan(tolerance);
  }

  private static long bytes(Graph graph) {
    return graph.tensors().stream().filter(Tensor::isConstant).mapToLong(Tensor::bytes).sum();
  }

  private static String stem(Graph graph) {
    return graph.name().replace(':', '_');
  }

  private static List<String> ports(IrModel model) {
    List<String> lines = new ArrayList<>();
    model.inputs().forEach(port -> lines.add("in " + axes(port)));
    model.outputs().forEach(port -> lines.add("out " + axes(port)));
    return lines;
  }

  private static String axes(IrPort port) {
    return port.axes().stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  private static void run(String python, String script, Path folder)
      throws IOException, InterruptedException {
    Path log = folder.resolve(script + ".log");
    Process process =
        new ProcessBuilder(python, "src/test/python/" + script, folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = process.waitFor(DEADLINE_MINUTES, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended).as("%s ended within %d minutes", script, DEADLINE_MINUTES).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
  }
}
