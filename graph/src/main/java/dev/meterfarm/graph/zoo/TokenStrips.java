package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import java.util.List;

/**
 * Ops on sequences of tokens as the converter writes them: dense layers that keep all axes, layer
 * normalisation in parts, attention by reshape, transposition and batch matmul. Stateless.
 */
final class TokenStrips {
  private static final float EPSILON = 1e-3f;

  private TokenStrips() {}

  /** Layer normalisation and two dense layers, over channels or, transposed, over tokens. */
  static int mixing(GraphBuilder graph, Draws draws) {
    int tokens = draws.oneOf(1, 4, 16, 49, 64, 100, 144, 196, 256, 400);
    int channels = draws.oneOf(32, 48, 64, 96, 128, 192, 256, 384, 512, 768);
    boolean image = draws.chance(0.3);
    int side = Math.max(1, (int) Math.round(Math.sqrt(tokens)));
    int x = graph.input(image ? Shape.of(1, side, side, channels) : Shape.of(1, tokens, channels));
    x = normalise(graph, x);
    if (!image && draws.chance(0.4)) {
      x = graph.transpose(x, 0, 2, 1);
    }
    int inner = Math.min(2048, graph.shape(x).channels() * draws.oneOf(1, 2, 4));
    x = graph.fullyConnected(x, draws.width(inner), true, Activation.NONE);
    x = graph.unary(draws.oneOf(List.of(OpType.GELU, OpType.RELU, OpType.SIGMOID)), x);
    return graph.fullyConnected(x, draws.width(channels), true, Activation.NONE);
  }

  /** Attention of one to eight heads. */
  static int attention(GraphBuilder graph, Draws draws) {
    int tokens = draws.oneOf(8, 16, 32, 49, 64, 100, 128, 196);
    int heads = draws.oneOf(1, 2, 3, 4, 6, 8);
    int depth = draws.oneOf(16, 24, 32, 48, 64);
    int channels = heads * depth;
    int x = graph.input(Shape.of(1, tokens, channels));
    int query = split(graph, graph.fullyConnected(x, channels, true, Activation.NONE), heads);
    int key = split(graph, graph.fullyConnected(x, channels, true, Activation.NONE), heads);
    int value = split(graph, graph.fullyConnected(x, channels, true, Activation.NONE), heads);
    int scaled = graph.mul(query, graph.floats(Shape.scalar(), (float) (1 / Math.sqrt(depth))));
    int scores = graph.softmax(graph.batchMatMul(scaled, key, true));
    int mixed = graph.transpose(graph.batchMatMul(scores, value, false), 0, 2, 1, 3);
    int joined = graph.reshape(mixed, 1, tokens, channels);
    int out = graph.fullyConnected(joined, channels, true, Activation.NONE);
    return normalise(graph, graph.add(x, out, Activation.NONE));
  }

  private static int split(GraphBuilder graph, int x, int heads) {
    Shape shape = graph.shape(x);
    int reshaped = graph.reshape(x, 1, shape.extent(1), heads, shape.channels() / heads);
    return graph.transpose(reshaped, 0, 2, 1, 3);
  }

  /** Layer normalisation over the last axis, in the parts that the converter leaves. */
  private static int normalise(GraphBuilder graph, int x) {
    int axis = graph.shape(x).rank() - 1;
    int channels = graph.shape(x).channels();
    Attributes.Arithmetic plain = new Attributes.Arithmetic(Activation.NONE);
    Attributes.Reduce keep = new Attributes.Reduce(true);
    int mean = graph.op(OpType.MEAN, keep, x, graph.ints(axis));
    int squares = graph.op(OpType.SQUARED_DIFFERENCE, new Attributes.None(), x, mean);
    int variance = graph.op(OpType.MEAN, keep, squares, graph.ints(axis));
    int scale =
        graph.unary(
            OpType.RSQRT,
            graph.add(variance, graph.floats(Shape.scalar(), EPSILON), Activation.NONE));
    int gain = graph.mul(scale, graph.weights(Shape.of(channels), 1f));
    int shift =
        graph.op(OpType.SUB, plain, graph.weights(Shape.of(channels), 1f), graph.mul(mean, gain));
    return graph.add(graph.mul(x, gain), shift, Activation.NONE);
  }
}
