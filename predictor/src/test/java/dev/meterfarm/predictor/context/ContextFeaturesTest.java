package dev.meterfarm.predictor.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.predictor.kernels.KernelDetector;
import dev.meterfarm.predictor.kernels.KernelPlan;
import dev.meterfarm.predictor.rules.XnnpackRules;
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
}
