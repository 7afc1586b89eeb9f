package dev.meterfarm.graph.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Padding;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/** The formulas, against numbers worked out by hand. */
class OpCostsTest {
  private static final Shape IMAGE = Shape.of(1, 10, 10, 8);

  @Test
  void a_convolution_counts_two_for_each_multiply_add_plus_bias_and_activation() {
    OpCost cost = cost(b -> b.conv(0, 16, 3, 2, Activation.RELU));

    assertThat(cost.flops()).isEqualTo(2L * 25 * 16 * 9 * 8 + 2 * 25 * 16);
    assertThat(cost.parameters()).isEqualTo(16 * 9 * 8 + 16);
    assertThat(cost.inputBytes()).isEqualTo(4 * 800);
    assertThat(cost.weightBytes()).isEqualTo(4 * (16 * 9 * 8 + 16));
    assertThat(cost.outputBytes()).isEqualTo(4 * 25 * 16);
    assertThat(cost.bytes()).isEqualTo(cost.inputBytes() + cost.weightBytes() + cost.outputBytes());
  }

  @Test
  void groups_divide_the_work() {
    Attributes.Conv conv = new Attributes.Conv(1, 1, 1, 1, Padding.SAME, Activation.NONE);

    assertThat(cost(b -> b.conv(0, 16, 3, 3, 4, conv)).flops())
        .isEqualTo(2L * 100 * 16 * 9 * 2 + 1600);
  }

  @Test
  void other_operators_follow_their_formulas() {
    assertThat(cost(b -> b.dwconv(0, 3, 1, Activation.NONE)).flops()).isEqualTo(2 * 800 * 9 + 800);
    assertThat(cost(b -> b.transposedConv(0, 4, 2, 2, Activation.NONE)).flops())
        .isEqualTo(2 * 800 * 4 * 4 + 1600);
    assertThat(cost(b -> b.fullyConnected(0, 5, false, Activation.NONE)).flops())
        .isEqualTo(2 * 800 * 5 + 5);
    assertThat(cost(b -> b.maxPool(0, 2, 2, Padding.VALID)).flops()).isEqualTo(200 * 4);
    assertThat(cost(b -> b.globalMean(0, true)).flops()).isEqualTo(800);
    assertThat(cost(b -> b.softmax(0)).flops()).isEqualTo(5 * 800);
    assertThat(cost(b -> b.reshape(0, 1, 800))).isEqualTo(new OpCost(0, 0, 3200, 0, 3200));
    assertThat(cost(b -> b.unary(OpType.HARD_SWISH, 0)).flops()).isEqualTo(4 * 800);
    assertThat(cost(b -> b.batchMatMul(0, 0, true)).flops()).isEqualTo(2 * 1000 * 8);
  }

  @Test
  void a_tensor_read_twice_is_one_input() {
    assertThat(cost(b -> b.add(0, 0, Activation.NONE)).inputBytes()).isEqualTo(3200);
  }

  @Test
  void all_parts_of_a_split_are_output() {
    GraphBuilder b = new GraphBuilder("split", 1);
    List<Integer> parts = b.split(b.input(IMAGE), 3, 4);

    OpCost cost = OpCosts.of(b.build(parts.get(0)), 0);

    assertThat(cost).isEqualTo(new OpCost(0, 0, 3200, 0, 3200));
  }

  @Test
  void an_operator_not_known_counts_one_for_each_output() {
    Graph graph =
        new Graph(
            "other",
            List.of(Tensor.variable("x", IMAGE), Tensor.variable("y", Shape.of(1, 8))),
            List.of(
                new Op(
                    OpType.OTHER,
                    List.of(0),
                    List.of(1),
                    new Attributes.Opaque(66, "SIN", 1, ByteBuffer.allocate(0)))),
            List.of(0),
            List.of(1));

    assertThat(OpCosts.of(graph, 0)).isEqualTo(new OpCost(8, 0, 3200, 0, 32));
  }

  @Test
  void the_total_counts_shared_weights_once() {
    GraphBuilder b = new GraphBuilder("shared", 1);
    int x = b.input(Shape.of(1, 6));
    int weights = b.weights(Shape.of(6, 6), 1);
    Attributes fc = new Attributes.FullyConnected(false, Activation.NONE);
    int y = b.op(OpType.FULLY_CONNECTED, fc, x, weights, Op.ABSENT);
    Graph graph = b.build(b.op(OpType.FULLY_CONNECTED, fc, y, weights, Op.ABSENT));

    OpCost one = OpCosts.of(graph, 0);

    assertThat(OpCosts.total(graph)).isEqualTo(new OpCost(2 * one.flops(), 36, 48, 144, 48));
  }

  private static OpCost cost(ToIntFunction<GraphBuilder> op) {
    GraphBuilder b = new GraphBuilder("one", 1);
    b.input(IMAGE);
    return OpCosts.of(b.build(op.applyAsInt(b)), 0);
  }
}
