package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.OpType;

/** The non-linear functions of the zoo, and what the converter makes of them after a layer. */
enum Nonlinearity {
  NONE(Activation.NONE),
  RELU(Activation.RELU),
  RELU6(Activation.RELU6),
  /** x * relu6(x + 3) / 6, one op. */
  HARD_SWISH(Activation.NONE),
  /** x * sigmoid(x), two ops. */
  SWISH(Activation.NONE);

  private final Activation baked;

  Nonlinearity(Activation baked) {
    this.baked = baked;
  }

  /** The part that goes into the layer before. */
  Activation baked() {
    return baked;
  }

  /** Adds the part that does not; returns {@code x} where there is none. */
  int after(GraphBuilder graph, int x) {
    return switch (this) {
      case NONE, RELU, RELU6 -> x;
      case HARD_SWISH -> graph.unary(OpType.HARD_SWISH, x);
      case SWISH -> graph.mul(x, graph.unary(OpType.SIGMOID, x));
    };
  }
}
