package dev.meterfarm.predictor.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Padding;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.predictor.kernels.KernelDetector;
import dev.meterfarm.predictor.kernels.KernelPlan;
import dev.meterfarm.predictor.rules.XnnpackRules;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ContextFeaturesTest {

  @Test
  void weights_are_floats_that_somebody_reads_each_counted_once() {
    GraphBuilder build = new GraphBuilder("shared", 1);
    int shared = build.weights(Shape.of(1, 4, 4, 8), 1);
    build.weights(Shape.of(1000), 1); // nobody reads these
    int x = build.input(Shape.of(1, 4, 4, 8));
    Attributes add = new Attributes.Arithmetic(Activation.NONE);
    x = build.op(OpType.ADD, add, x, shared);
    x = build.op(OpType.MUL, add, x, shared);
    Graph graph = build.build(build.reshape(x, 1, 128)); // the new shape is a constant of integers

    KernelPlan plan = new KernelDetector(XnnpackRules.rules()).detect(graph);
    ContextFeatures features = ContextFeatures.of(plan, new double[plan.kernels().size()]);

    assertThat(features.weights().total()).isEqualTo(4 * 4 * 8 * Float.BYTES);
  }

  @Test
  void a_network_without_constants_has_no_weights() {
    GraphBuilder build = new GraphBuilder("bare", 1);
    Graph graph = build.build(build.unary(OpType.RELU, build.input(Shape.of(1, 8))));

    KernelPlan plan = new KernelDetector(XnnpackRules.rules()).detect(graph);

    assertThat(ContextFeatures.of(plan, new double[1]).weights().total()).isZero();
  }

  @Test
  void a_group_narrower_than_a_vector_and_a_large_depthwise_window_are_filled_up() {
    GraphBuilder build = new GraphBuilder("packed", 1);
    int x = build.input(Shape.of(1, 8, 8, 24));
    x = build.dwconv(x, 5, 1, Activation.NONE);
    x = build.dwconv(x, 7, 1, Activation.NONE);
    Attributes.Conv once = new Attributes.Conv(1, 1, 1, 1, Padding.SAME, Activation.NONE);
    Graph graph = build.build(build.conv(x, 24, 3, 3, 3, once));
    KernelPlan plan = new KernelDetector(XnnpackRules.rules()).detect(graph);

    KernelWeights weights = ContextFeatures.of(plan, new double[3]).weights();

    int[] filters = {24 * 25, 24 * 49, 24 * 9 * 8};
    assertThat(weights)
        .isEqualTo(
            KernelWeights.packed(
                bytes(filters[0], filters[1], filters[2]),
                bytes(filters[0], 16 * filters[1], 2 * filters[2])));
  }

  /** Each filter with its bias of 24 floats. */
  private static double[] bytes(int... filters) {
    return Arrays.stream(filters).mapToDouble(each -> (each + 24) * Float.BYTES).toArray();
  }
}
