package dev.meterfarm.graph.tflite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.ShapeInference;
import dev.meterfarm.graph.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks made by TensorFlow's converter are read as they are meant. */
class FixtureTest {

  @ParameterizedTest
  @MethodSource("dev.meterfarm.graph.tflite.Fixtures#known")
  void every_operator_of_an_ordinary_network_is_understood(String name) {
    assertThat(unknownOf(Fixtures.read(name))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("dev.meterfarm.graph.tflite.Fixtures#known")
  void inferred_shapes_agree_with_those_in_the_file(String name) {
    Graph graph = Fixtures.read(name);

    for (Op op : graph.ops()) {
      List<Tensor> inputs = new ArrayList<>();
      op.inputs().forEach(i -> inputs.add(i == Op.ABSENT ? null : graph.tensor(i)));
      List<Shape> stored =
          op.outputs().stream().map(output -> graph.tensor(output).shape()).toList();
      assertThat(ShapeInference.infer(op.type(), inputs, op.attributes()))
          .as(op.displayName())
          .isEqualTo(stored);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.meterfarm.graph.tflite.Fixtures#known")
  void what_is_written_is_read_back_as_the_same_graph(String name) {
    Graph graph = Fixtures.read(name);

    Graph copy = TfliteReader.read(ByteBuffer.wrap(TfliteWriter.toBytes(graph)), graph.name());

    assertThat(copy).isEqualTo(graph);
  }

  @Test
  void operators_not_understood_come_through_with_their_options() {
    Graph graph = Fixtures.read(Fixtures.UNUSUAL);

    Graph copy = TfliteReader.read(ByteBuffer.wrap(TfliteWriter.toBytes(graph)), graph.name());

    assertThat(unknownOf(graph)).contains("MIRROR_PAD", "GATHER", "CUMSUM", "ARG_MAX", "ONE_HOT");
    assertThat(copy).isEqualTo(graph);
  }

  @Test
  @Tag("python")
  void copies_compute_what_the_originals_compute(@TempDir Path folder)
      throws IOException, InterruptedException {
    PythonScript.requireInterpreter();
    List<String> names = new ArrayList<>(Fixtures.KNOWN);
    names.add(Fixtures.UNUSUAL);
    for (String name : names) {
      Files.copy(Fixtures.file(name), folder.resolve(name + ".original.tflite"));
      TfliteWriter.write(Fixtures.read(name), folder.resolve(name + ".copy.tflite"));
    }

    JsonNode report = new PythonScript("compare_models.py").report(folder);

    for (String name : names) {
      assertThat(report.get(name).path("failure").asText()).as(name).isEmpty();
      assertThat(report.get(name).get("difference").asDouble()).as(name).isLessThan(1e-5);
    }
  }

  @Test
  void fixtures_cover_what_real_networks_hold() {
    List<OpType> types =
        Fixtures.known().flatMap(name -> Fixtures.read(name).ops().stream()).map(Op::type).toList();

    assertThat(types)
        .contains(
            OpType.CONV,
            OpType.DWCONV,
            OpType.TRANSPOSED_CONV,
            OpType.FULLY_CONNECTED,
            OpType.BATCH_MATMUL,
            OpType.MEAN,
            OpType.SPLIT,
            OpType.CONCAT,
            OpType.TRANSPOSE,
            OpType.SOFTMAX,
            OpType.GELU);
  }

  private static List<String> unknownOf(Graph graph) {
    return graph.ops().stream()
        .filter(op -> op.type() == OpType.OTHER || op.type() == OpType.CUSTOM)
        .map(Op::displayName)
        .toList();
  }
}
