package dev.meterfarm.predictor.features;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.Shape;

/** Floating-point operations of one op; a multiply-add is two. Stateless and thread-safe. */
final class FlopCount {
  private FlopCount() {}

  static double of(Graph graph, Op op) {
    double out = 0;
    for (int output : op.outputs()) {
      out += graph.tensor(output).shape().elements();
    }
    double baked = op.activation() == Activation.NONE ? 0 : out;
    return baked
        + switch (op.type()) {
          case CONV -> 2 * out * perOutput(shape(graph, op, 1));
          case DWCONV -> {
            Shape filter = shape(graph, op, 1);
            yield 2 * out * filter.extent(1) * filter.extent(2);
          }
          case TRANSPOSED_CONV -> {
            Shape filter = shape(graph, op, 1);
            yield 2.0 * shape(graph, op, 2).elements() * filter.elements() / filter.channels();
          }
          case FULLY_CONNECTED -> 2 * out * shape(graph, op, 1).channels();
          case BATCH_MATMUL -> {
            boolean swapped = ((Attributes.BatchMatMul) op.attributes()).transposeLeft();
            yield 2 * out * shape(graph, op, 0).extent(swapped ? -2 : -1);
          }
          case MAX_POOL, AVG_POOL -> {
            Attributes.Pool pool = (Attributes.Pool) op.attributes();
            yield out * pool.filterHeight() * pool.filterWidth();
          }
          case MEAN, SUM -> shape(graph, op, 0).elements();
          case SIGMOID, TANH, GELU, ELU, EXP -> 10 * out;
          case SOFTMAX -> 12 * out;
          case HARD_SWISH, RSQRT, SQRT -> 4 * out;
          case RESIZE_BILINEAR -> 6 * out;
          case LEAKY_RELU, PRELU, SQUARED_DIFFERENCE -> 2 * out;
          case ADD, MUL, SUB, DIV, MAXIMUM, MINIMUM, NEG, ABS, SQUARE, RELU, RELU6, RELU_N1_TO_1 ->
              out;
          case CONCAT,
              SPLIT,
              STRIDED_SLICE,
              RESHAPE,
              SQUEEZE,
              EXPAND_DIMS,
              TRANSPOSE,
              PAD,
              RESIZE_NEAREST ->
              0;
          case OTHER, CUSTOM -> out;
        };
  }

  private static double perOutput(Shape filter) {
    return (double) filter.elements() / filter.extent(0);
  }

  private static Shape shape(Graph graph, Op op, int position) {
    return graph.tensor(op.inputs().get(position)).shape();
  }
}
