package dev.meterfarm.graph.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import org.junit.jupiter.api.Test;

class ActivationBakingTest {
  private final GraphBuilder graph = new GraphBuilder("baking", 1);
  private final int x = graph.input(Shape.of(1, 8, 8, 4));

  @Test
  void putsALoneReluIntoTheConvolutionBefore() {
    int conv = graph.conv(x, 4, 3, 1, Activation.NONE);
    Graph baked = ActivationBaking.in(graph.build(graph.unary(OpType.RELU, conv)));

    assertThat(baked.ops()).extracting(Op::type).containsExactly(OpType.CONV);
    assertThat(baked.op(0).activation()).isEqualTo(Activation.RELU);
    assertThat(baked.producer(baked.outputs().get(0))).isZero();
    assertThat(baked.tensors()).as("input, filter, bias, output").hasSize(4);
  }

  @Test
  void leavesAReluWhoseInputSomebodyElseReads() {
    int conv = graph.conv(x, 4, 3, 1, Activation.NONE);
    int sum = graph.add(conv, graph.unary(OpType.RELU, conv), Activation.NONE);
    Graph built = graph.build(sum);

    assertThat(ActivationBaking.in(built)).isSameAs(built);
  }

  @Test
  void leavesAReluWhoseInputIsAnOutputOfTheGraph() {
    int conv = graph.conv(x, 4, 3, 1, Activation.NONE);
    Graph built = graph.build(conv, graph.unary(OpType.RELU, conv));

    assertThat(ActivationBaking.in(built)).isSameAs(built);
  }

  @Test
  void leavesAReluAfterAnOpThatHasAnActivationAlready() {
    int conv = graph.conv(x, 4, 3, 1, Activation.RELU6);
    Graph built = graph.build(graph.unary(OpType.RELU, conv));

    assertThat(ActivationBaking.in(built)).isSameAs(built);
  }

  @Test
  void leavesAReluOfTheInput() {
    Graph built = graph.build(graph.unary(OpType.RELU, x));

    assertThat(ActivationBaking.in(built)).isSameAs(built);
  }
}
