package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Padding;
import dev.meterfarm.graph.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Short strips of ops that the families of the zoo lack or hardly have: fully connected layers over
 * tokens, attention, layer normalisation, dilated, grouped and transposed convolutions, resizing,
 * slices, activations of every kind. They are no networks, only a supply of kernels, so that
 * predictors know more than the zoo's families. Stateless and thread-safe.
 *
 * <p>Sizes: 16 to 400 tokens of 32 to 768 channels, images of 4 to 96 pixels and 4 to 384 channels,
 * so that a strip takes milliseconds at most.
 */
public final class OperatorMix {
  private static final String NAME = "operator-mix";

  private OperatorMix() {}

  /** The strips of a seed, as one graph with an input and an output for each. */
  public static Graph strips(long seed) {
    Draws draws = new Draws(NAME, seed, 0);
    GraphBuilder graph = new GraphBuilder(NAME + ":" + seed, seed);
    List<Integer> ends = new ArrayList<>();
    ends.add(TokenStrips.mixing(graph, draws));
    ends.add(TokenStrips.attention(graph, draws));
    ends.add(wideConvolutions(graph, draws));
    ends.add(enlarging(graph, draws));
    ends.add(activations(graph, draws));
    ends.addAll(cutting(graph, draws));
    return graph.build(ends.stream().mapToInt(Integer::intValue).toArray());
  }

  static int image(GraphBuilder graph, Draws draws) {
    int size = draws.oneOf(4, 7, 8, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56);
    int channels = draws.oneOf(4, 8, 16, 24, 32, 48, 64, 96, 128, 160, 192, 256, 320, 384);
    int fewer = size >= 40 ? Math.min(channels, 96) : channels;
    return graph.input(Shape.of(1, size, size, fewer));
  }

  /**
   * Dilated and grouped convolutions, and depthwise ones with large windows or written as grouped.
   */
  private static int wideConvolutions(GraphBuilder graph, Draws draws) {
    int x = image(graph, draws);
    int channels = graph.shape(x).channels();
    int dilation = draws.oneOf(2, 2, 3, 4, 6, 12);
    Activation activation = draws.oneOf(List.of(Activation.NONE, Activation.RELU));
    x =
        graph.conv(
            x,
            draws.width(channels),
            3,
            3,
            1,
            new Attributes.Conv(1, 1, dilation, dilation, Padding.SAME, activation));
    x =
        graph.dwconv(
            x,
            3,
            3,
            new Attributes.DepthwiseConv(1, 1, dilation, dilation, 1, Padding.SAME, activation));
    int window = draws.oneOf(3, 5, 7, 7, 9);
    x =
        graph.conv(
            x,
            graph.shape(x).channels(),
            window,
            window,
            graph.shape(x).channels(),
            new Attributes.Conv(1, 1, 1, 1, Padding.SAME, Activation.NONE));
    x = graph.dwconv(x, draws.oneOf(7, 9, 11), 1, Activation.NONE);
    int rows = draws.oneOf(1, 3, 5, 7);
    x =
        graph.conv(
            x,
            draws.width(64),
            rows,
            rows == 1 ? 7 : 1,
            1,
            new Attributes.Conv(1, 1, 1, 1, Padding.SAME, Activation.RELU));
    return graph.conv(
        x,
        draws.width(96),
        2,
        2,
        1,
        new Attributes.Conv(2, 2, 1, 1, Padding.VALID, Activation.NONE));
  }

  /** Transposed convolutions and resizing, as decoders have them. */
  private static int enlarging(GraphBuilder graph, Draws draws) {
    int x = image(graph, draws);
    int size = graph.shape(x).height();
    if (size <= 32) {
      x = graph.transposedConv(x, draws.width(64), draws.oneOf(2, 3, 4), 2, Activation.NONE);
    }
    x = graph.unary(draws.oneOf(List.of(OpType.RELU, OpType.LEAKY_RELU, OpType.PRELU)), x);
    int factor = graph.shape(x).height() <= 32 ? draws.oneOf(2, 2, 4) : 2;
    int enlarged = graph.shape(x).height() * factor;
    int resized =
        draws.chance(0.6)
            ? graph.resizeBilinear(x, enlarged, enlarged)
            : graph.op(
                OpType.RESIZE_NEAREST,
                new Attributes.Resize(false, true),
                x,
                graph.ints(enlarged, enlarged));
    return graph.conv(resized, draws.oneOf(1, 3, 8, 16, 21), 1, 1, Activation.NONE);
  }

  /** Activations apart from convolutions, and sums and products of several forms. */
  private static int activations(GraphBuilder graph, Draws draws) {
    int x = image(graph, draws);
    int channels = graph.shape(x).channels();
    List<OpType> kinds =
        List.of(
            OpType.GELU,
            OpType.ELU,
            OpType.TANH,
            OpType.SIGMOID,
            OpType.HARD_SWISH,
            OpType.LEAKY_RELU,
            OpType.PRELU,
            OpType.RELU,
            OpType.RELU6,
            OpType.NEG,
            OpType.ABS);
    for (int i = 0; i < 4; i++) {
      x = graph.unary(draws.oneOf(kinds), x);
    }
    x = graph.mul(x, graph.weights(Shape.of(channels), 1f));
    x =
        graph.op(
            OpType.SUB,
            new Attributes.Arithmetic(Activation.NONE),
            x,
            graph.floats(Shape.scalar(), 0.5f));
    int gate = graph.unary(OpType.SIGMOID, graph.globalMean(x, true));
    x = graph.mul(x, gate);
    x = graph.add(x, graph.weights(Shape.of(channels), 1f), Activation.RELU);
    return graph.softmax(graph.conv(x, draws.oneOf(2, 10, 21, 64), 1, 1, Activation.NONE));
  }

  /** Slices, splits, concatenations along channels, pads, pools. */
  private static List<Integer> cutting(GraphBuilder graph, Draws draws) {
    int x = image(graph, draws);
    Shape in = graph.shape(x);
    int step = draws.oneOf(1, 2);
    int border = draws.oneOf(0, 1);
    int sliced =
        graph.stridedSlice(
            x,
            new int[] {0, border, border, 0},
            new int[] {1, in.height(), in.width(), in.channels()},
            new int[] {1, step, step, 1});
    int padded = graph.pad(sliced, 0, 1, 0, 1);
    int pooled =
        draws.chance(0.5)
            ? graph.maxPool(padded, draws.oneOf(2, 3), draws.oneOf(1, 2), Padding.SAME)
            : graph.avgPool(padded, draws.oneOf(2, 3), draws.oneOf(1, 2), Padding.SAME);
    List<Integer> parts = graph.split(pooled, 3, 2);
    int joined = graph.concat(parts.get(1), parts.get(0), pooled);
    return List.of(graph.globalMean(joined, draws.chance(0.5)));
  }
}
