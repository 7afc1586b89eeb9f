package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Padding;
import dev.meterfarm.graph.Shape;
import java.util.Arrays;

/**
 * The published forms of squeeze-and-excite: a mean over the image, two 1x1 convolutions, and a
 * gate that scales each channel.
 */
enum SqueezeExcite {
  /** relu and sigmoid; a quarter of the block's input. */
  CLASSIC,
  /** swish and sigmoid; a quarter of the block's input. */
  EFFICIENTNET,
  /** relu and hard sigmoid; a quarter of the expanded channels, made divisible by 8. */
  MOBILENET_V3;

  private static final int RATIO = 4;
  private static final int DIVISOR = 8;
  private static final double LEAST_KEPT = 0.9;

  /** Channels between the two convolutions for a block with these inputs and expanded channels. */
  int squeezed(int blockInput, int expanded) {
    return this == MOBILENET_V3
        ? divisible((double) expanded / RATIO)
        : Math.max(1, blockInput / RATIO);
  }

  /** The nearest multiple of 8, but never less than nine tenths of the value. */
  private static int divisible(double value) {
    int near = Math.max(DIVISOR, (int) (value + DIVISOR / 2.0) / DIVISOR * DIVISOR);
    return near < LEAST_KEPT * value ? near + DIVISOR : near;
  }

  /** Adds the ops; returns {@code x} scaled. */
  int apply(Layers layers, int x, int squeezed) {
    GraphBuilder graph = layers.graph();
    int pooled = graph.globalMean(x, true);
    Nonlinearity between = this == EFFICIENTNET ? Nonlinearity.SWISH : Nonlinearity.RELU;
    int reduced = layers.conv(pooled, squeezed, 1, 1, between);
    int gate =
        this == MOBILENET_V3
            ? hardSigmoid(graph, reduced, layers.channels(x))
            : graph.unary(
                OpType.SIGMOID, layers.conv(reduced, layers.channels(x), 1, 1, Nonlinearity.NONE));
    return graph.mul(x, gate);
  }

  /**
   * A 1x1 convolution and relu6(x + 3) / 6, which has no op of its own: the 3 goes into the bias,
   * relu6 into the convolution, and a MUL remains.
   */
  private static int hardSigmoid(GraphBuilder graph, int x, int channels) {
    int depth = graph.shape(x).channels();
    float[] threes = new float[channels];
    Arrays.fill(threes, 3f);
    int shifted =
        graph.op(
            OpType.CONV,
            new Attributes.Conv(1, 1, 1, 1, Padding.SAME, Activation.RELU6),
            x,
            graph.weights(Shape.of(channels, 1, 1, depth), (float) Math.sqrt(6.0 / depth)),
            graph.floats(Shape.of(channels), threes));
    return graph.mul(shifted, graph.floats(Shape.scalar(), 1f / 6));
  }
}
