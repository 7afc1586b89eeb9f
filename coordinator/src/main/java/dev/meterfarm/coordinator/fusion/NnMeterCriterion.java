package dev.meterfarm.coordinator.fusion;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Padding;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.predictor.rules.RuleForm;
import dev.meterfarm.predictor.rules.Verdict;
import java.util.Optional;

/**
 * nn-Meter's own fusion test, as the baseline: one large default shape, models run one after
 * another, means, no null model, no interval. Fused where {@code T(op1) + T(op2) - T(block) > alpha
 * * min(T(op1), T(op2))} with alpha 0.5. Source: nn-Meter's documentation and default configuration
 * (28 x 28, 64 channels in, 128 out, kernel 3, 428 for layers of rank 1; 10 warm-ups, 50 runs).
 */
public final class NnMeterCriterion {
  static final int WARMUPS = 10;
  static final int RUNS = 50;

  private static final double ALPHA = 0.5;
  private static final int EXTENT = 28;
  private static final int CHANNELS_IN = 64;
  private static final int CHANNELS_OUT = 128;
  private static final int KERNEL = 3;
  private static final int FLAT = 428;

  private NnMeterCriterion() {}

  /** The verdict on three means, in any unit. */
  public static Verdict judge(double op1, double op2, double block) {
    return op1 + op2 - block > ALPHA * Math.min(op1, op2) ? Verdict.FUSED : Verdict.SEPARATE;
  }

  /** The three models of its test; empty for what its list has not. */
  record Models(Graph op1, Graph op2, Graph block) {}

  static Optional<Models> models(TestCase test, long seed) {
    if (test.form() != RuleForm.OPS || test.fanOut() || test.first().size() > 1) {
      return Optional.empty();
    }
    TestOp first = test.first().get(0);
    if (!first.hasNnMeterForm() || !test.second().isElementwise()) {
      return Optional.empty();
    }
    GraphBuilder block = new GraphBuilder("", seed);
    int middle = op1(block, first);
    GraphBuilder op1 = new GraphBuilder("", seed);
    GraphBuilder op2 = new GraphBuilder("", seed);
    int x = op2.input(block.shape(middle));
    return Optional.of(
        new Models(
            op1.build(op1(op1, first)),
            op2.build(op2(op2, test.second(), x)),
            block.build(op2(block, test.second(), middle))));
  }

  private static int op2(GraphBuilder g, TestOp second, int x) {
    return second.second(g, g::input, x, Padding.SAME).get(0);
  }

  private static int op1(GraphBuilder g, TestOp first) {
    if (first == TestOp.FC) {
      return g.fullyConnected(g.input(Shape.of(1, FLAT)), CHANNELS_OUT, false, Activation.NONE);
    }
    Shape shape = Shape.of(1, EXTENT, EXTENT, CHANNELS_IN);
    int x = g.input(shape);
    if (first == TestOp.CONV || first == TestOp.CONV_1X1) {
      return g.conv(x, CHANNELS_OUT, first == TestOp.CONV ? KERNEL : 1, 1, Activation.NONE);
    }
    if (first == TestOp.DWCONV) {
      return g.dwconv(x, KERNEL, 1, Activation.NONE);
    }
    if (first == TestOp.ADD) {
      return g.add(x, g.input(shape), Activation.NONE);
    }
    return g.op(
        first == TestOp.MAXPOOL ? OpType.MAX_POOL : OpType.AVG_POOL,
        new Attributes.Pool(2, 2, 2, 2, Padding.SAME, Activation.NONE),
        x);
  }
}
