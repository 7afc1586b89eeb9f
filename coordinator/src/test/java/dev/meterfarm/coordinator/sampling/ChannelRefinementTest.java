package dev.meterfarm.coordinator.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Padding;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChannelRefinementTest {

  @Test
  void a_convolution_with_a_clamp_gets_the_requested_channels() {
    GraphBuilder b = new GraphBuilder("", 1);
    Graph graph = b.build(b.conv(b.input(Shape.of(1, 14, 14, 64)), 128, 3, 2, Activation.RELU6));
    Graph changed = refined(KernelFamily.CONV, graph, 40, 72);
    assertThat(changed.tensor(changed.inputs().get(0)).shape()).isEqualTo(Shape.of(1, 14, 14, 40));
    assertThat(changed.tensor(changed.outputs().get(0)).shape()).isEqualTo(Shape.of(1, 7, 7, 72));
    assertThat(changed.tensor(changed.op(0).inputs().get(1)).shape())
        .isEqualTo(Shape.of(72, 3, 3, 40));
    assertThat(changed.op(0).activation()).isEqualTo(Activation.RELU6);
  }

  @Test
  void the_second_operand_of_a_fused_addition_follows_the_convolution() {
    GraphBuilder b = new GraphBuilder("", 1);
    int x = b.input(Shape.of(1, 7, 7, 16));
    int skip = b.input(Shape.of(1, 7, 7, 32));
    Graph graph = b.build(b.add(b.conv(x, 32, 1, 1, Activation.NONE), skip, Activation.RELU));
    Graph changed = refined(KernelFamily.CONV_1X1, graph, 17, 31);
    assertThat(changed.tensor(changed.inputs().get(1)).shape()).isEqualTo(Shape.of(1, 7, 7, 31));
  }

  @Test
  void groups_round_channels_and_depthwise_filters_follow_their_input() {
    GraphBuilder grouped = new GraphBuilder("", 1);
    Attributes.Conv conv = new Attributes.Conv(1, 1, 1, 1, Padding.SAME, Activation.NONE);
    Graph graph =
        grouped.build(grouped.conv(grouped.input(Shape.of(1, 8, 8, 32)), 64, 3, 3, 4, conv));
    Graph changed = refined(KernelFamily.CONV_GROUPED, graph, 22, 33);
    assertThat(changed.tensor(changed.op(0).inputs().get(1)).shape())
        .isEqualTo(Shape.of(32, 3, 3, 6));

    GraphBuilder depthwise = new GraphBuilder("", 1);
    Graph dw =
        depthwise.build(
            depthwise.dwconv(depthwise.input(Shape.of(1, 9, 9, 24)), 5, 1, Activation.NONE));
    assertThat(outputShape(refined(KernelFamily.DWCONV, dw, 19, 1)))
        .isEqualTo(Shape.of(1, 9, 9, 19));
  }

  @Test
  void transposed_convolutions_and_flattening_layers_are_rebuilt() {
    GraphBuilder t = new GraphBuilder("", 1);
    Graph tconv =
        t.build(t.transposedConv(t.input(Shape.of(1, 8, 8, 32)), 16, 2, 2, Activation.NONE));
    assertThat(outputShape(refined(KernelFamily.TCONV, tconv, 20, 12)))
        .isEqualTo(Shape.of(1, 16, 16, 12));
    GraphBuilder f = new GraphBuilder("", 1);
    Graph fc =
        f.build(f.fullyConnected(f.input(Shape.of(1, 7, 7, 64)), 1000, false, Activation.NONE));
    Graph changed = refined(KernelFamily.FC, fc, 50, 100);
    assertThat(changed.tensor(changed.op(0).inputs().get(1)).shape())
        .isEqualTo(Shape.of(100, 7 * 7 * 50));
  }

  @Test
  void broadcast_operands_keep_their_ones() {
    GraphBuilder b = new GraphBuilder("", 1);
    int x = b.input(Shape.of(1, 14, 14, 96));
    int gate = b.input(Shape.of(1, 1, 1, 96));
    Graph changed = refined(KernelFamily.BINARY, b.build(b.mul(x, gate)), 77, 1);
    assertThat(changed.tensor(changed.inputs().get(1)).shape()).isEqualTo(Shape.of(1, 1, 1, 77));
    assertThat(outputShape(changed)).isEqualTo(Shape.of(1, 14, 14, 77));
  }

  @Test
  void a_constant_larger_than_the_computed_operand_follows_it() {
    GraphBuilder b = new GraphBuilder("", 1);
    int table = b.weights(Shape.of(1, 49, 96), 1);
    int token = b.input(Shape.of(1, 1, 96));
    Graph changed = refined(KernelFamily.BINARY, b.build(b.mul(table, token)), 77, 1);
    assertThat(changed.tensor(changed.inputs().get(0)).shape()).isEqualTo(Shape.of(1, 1, 77));
    assertThat(outputShape(changed)).isEqualTo(Shape.of(1, 49, 77));
  }

  @Test
  void both_factors_of_a_matrix_product_change_together() {
    GraphBuilder b = new GraphBuilder("", 1);
    int left = b.input(Shape.of(4, 49, 32));
    int right = b.input(Shape.of(4, 49, 32));
    Graph changed = refined(KernelFamily.BMM, b.build(b.batchMatMul(left, right, true)), 24, 60);
    assertThat(outputShape(changed)).isEqualTo(Shape.of(4, 49, 60));
  }

  @Test
  void an_operator_of_unknown_meaning_has_no_neighbours() {
    GraphBuilder b = new GraphBuilder("", 1);
    int x = b.input(Shape.of(1, 4, 4, 8));
    Graph known = b.build(b.unary(OpType.RELU, x));
    Graph unknown =
        new Graph(
            "",
            known.tensors(),
            List.of(
                new Op(
                    OpType.CUSTOM,
                    known.op(0).inputs(),
                    known.op(0).outputs(),
                    new Attributes.Custom("Mystery"))),
            known.inputs(),
            known.outputs());
    KernelConfiguration configuration =
        KernelConfiguration.of(KernelFamily.GENERIC, unknown).orElseThrow();
    assertThat(ChannelRefinement.neighbours(configuration, 5, new Random(1))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(KernelFamily.class)
  void neighbours_of_what_networks_contain_are_different_valid_kernels_of_their_family(
      KernelFamily family) {
    Random random = new Random(family.word().hashCode());
    Prior prior = ZooPriors.prior(5, 60);
    int found = 0;
    List<KernelConfiguration> drawn = prior.draw(family, 25, Set.of(), random);
    for (KernelConfiguration configuration : drawn) {
      List<KernelConfiguration> neighbours = ChannelRefinement.neighbours(configuration, 4, random);
      Set<String> hashes =
          neighbours.stream().map(KernelConfiguration::hash).collect(Collectors.toSet());
      assertThat(hashes).hasSize(neighbours.size()).doesNotContain(configuration.hash());
      for (KernelConfiguration neighbour : neighbours) {
        assertThat(neighbour.family()).isEqualTo(family);
        assertThat(neighbour.graph().ops())
            .extracting(Op::type)
            .isEqualTo(configuration.graph().ops().stream().map(Op::type).toList());
        assertThat(neighbour.features()).hasSameSizeAs(configuration.features());
      }
      found += neighbours.isEmpty() ? 0 : 1;
    }
    assertThat(found).isGreaterThanOrEqualTo(drawn.size() * 2 / 3);
  }

  private static Graph refined(KernelFamily family, Graph graph, int in, int out) {
    KernelConfiguration configuration = KernelConfiguration.of(family, graph).orElseThrow();
    return ChannelRefinement.withChannels(configuration, in, out).orElseThrow().graph();
  }

  private static Shape outputShape(Graph graph) {
    return graph.tensor(graph.outputs().get(0)).shape();
  }
}
