package dev.meterfarm.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.graph.cost.OpCosts;
import dev.meterfarm.graph.json.GraphJson;
import dev.meterfarm.graph.tflite.TfliteReader;
import dev.meterfarm.graph.tflite.TfliteWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubgraphsTest {

  @Test
  void variables_from_outside_become_inputs_and_what_others_read_becomes_output() {
    GraphBuilder b = new GraphBuilder("net", 1);
    int x = b.unary(OpType.RELU, b.input(Shape.of(1, 4, 4, 2)));
    int conv = b.conv(x, 2, 3, 1, Activation.NONE);
    int sum = b.add(conv, x, Activation.NONE);
    int end = b.unary(OpType.TANH, b.add(sum, conv, Activation.NONE));

    Graph cut = Subgraphs.extract(b.build(end), List.of(2, 1), "conv+add");

    assertThat(cut.name()).isEqualTo("conv+add");
    assertThat(cut.ops()).extracting(Op::type).containsExactly(OpType.CONV, OpType.ADD);
    assertThat(cut.inputs()).containsExactly(0);
    assertThat(cut.op(0).inputs()).containsExactly(0, 1, 2);
    assertThat(cut.op(1).inputs()).containsExactly(3, 0);
    assertThat(cut.outputs()).containsExactly(3, 4);
  }

  @Test
  void the_same_kernel_from_two_networks_has_one_hash() {
    Graph left = network("left", 1, 2);
    Graph right = network("right", 9, 5);

    Graph one = Subgraphs.extract(left, List.of(2, 3), "one");
    Graph other = Subgraphs.extract(right, List.of(5, 6), "other");

    assertThat(GraphJson.hash(one)).isEqualTo(GraphJson.hash(other));
  }

  private static Graph network(String name, long seed, int depth) {
    GraphBuilder b = new GraphBuilder(name, seed);
    int x = b.input(Shape.of(1, 8, 8, 4));
    for (int i = 0; i < depth; i++) {
      x = b.unary(OpType.SIGMOID, x);
    }
    x = b.unary(OpType.RELU, b.transposedConv(x, 4, 2, 2, Activation.NONE));
    return b.build(b.softmax(x));
  }

  @Test
  void parts_of_a_split_that_nobody_reads_are_not_outputs() {
    GraphBuilder b = new GraphBuilder("net", 1);
    List<Integer> parts = b.split(b.input(Shape.of(1, 4, 4, 6)), 3, 3);
    Graph graph = b.build(b.unary(OpType.RELU, parts.get(1)));

    Graph cut = Subgraphs.extract(graph, List.of(0), "split");

    assertThat(cut.op(0).outputs()).hasSize(3);
    assertThat(cut.outputs()).containsExactly(cut.op(0).outputs().get(1));
  }

  @Test
  void results_that_nobody_reads_at_all_are_outputs_if_there_are_no_others() {
    GraphBuilder b = new GraphBuilder("net", 1);
    int x = b.input(Shape.of(1, 4));
    b.unary(OpType.RELU, x);
    Graph graph = b.build(b.unary(OpType.TANH, x));

    assertThat(Subgraphs.extract(graph, List.of(0), "dead").outputs()).containsExactly(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"encoder_decoder", "transformer", "shuffle_split_160", "unusual_ops"})
  void every_operator_of_a_network_stands_alone(String name) {
    Graph graph = fixture(name);

    for (int i = 0; i < graph.ops().size(); i++) {
      Graph cut = Subgraphs.extract(graph, List.of(i), "op");

      assertThat(OpCosts.of(cut, 0)).isEqualTo(OpCosts.of(graph, i));
      assertThat(TfliteReader.read(ByteBuffer.wrap(TfliteWriter.toBytes(cut)), "op").ops())
          .isEqualTo(cut.ops());
      assertThat(GraphJson.hash(GraphJson.read(GraphJson.write(cut))))
          .isEqualTo(GraphJson.hash(cut));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"encoder_decoder", "transformer", "shuffle_split_160"})
  void all_operators_together_are_the_network_again(String name) {
    Graph graph = fixture(name);

    Graph all =
        Subgraphs.extract(graph, IntStream.range(0, graph.ops().size()).boxed().toList(), name);

    assertThat(GraphJson.hash(all)).isEqualTo(GraphJson.hash(graph));
    assertThat(OpCosts.total(all)).isEqualTo(OpCosts.total(graph));
    assertThat(all.tensors())
        .noneMatch(
            tensor ->
                tensor.type() == ElementType.FLOAT32
                    && tensor.constant().filter(Constant.Bytes.class::isInstance).isPresent());
  }

  @Test
  void operators_that_are_not_there_are_refused() {
    Graph graph = network("net", 1, 1);

    assertThatThrownBy(() -> Subgraphs.extract(graph, List.of(), "none"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Subgraphs.extract(graph, List.of(99), "far"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no operator 99");
  }

  private static Graph fixture(String name) {
    return TfliteReader.read(Path.of("src/test/resources/fixtures", name + ".tflite"));
  }
}
