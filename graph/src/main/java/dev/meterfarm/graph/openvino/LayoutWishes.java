package dev.meterfarm.graph.openvino;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;

/**
 * In which layout a graph's input saves transpositions: the one that its first reader wants, or the
 * first behind it where the reader takes any. Immutable.
 */
final class LayoutWishes {
  private static final int IMAGE_RANK = 4;

  private final Graph graph;

  LayoutWishes(Graph graph) {
    this.graph = graph;
  }

  Layout of(int tensor) {
    int rank = graph.tensor(tensor).shape().rank();
    int at = tensor;
    while (rank == IMAGE_RANK && !graph.consumers(at).isEmpty()) {
      Op reader = graph.op(graph.consumers(at).get(0));
      switch (reader.type()) {
        case FULLY_CONNECTED, BATCH_MATMUL, TRANSPOSE, SOFTMAX -> {
          return Layout.plain(rank);
        }
        case CONV, DWCONV, TRANSPOSED_CONV, MAX_POOL, AVG_POOL, RESIZE_BILINEAR, RESIZE_NEAREST -> {
          return Layout.CHANNELS_FIRST;
        }
        case ADD, MUL, SUB, DIV, MAXIMUM, MINIMUM, SQUARED_DIFFERENCE, RSQRT, SQRT, NEG, ABS ->
            at = reader.outputs().get(0);
        case EXP, SQUARE, CONCAT, SPLIT, STRIDED_SLICE, RESHAPE, SQUEEZE, EXPAND_DIMS, PAD, MEAN ->
            at = reader.outputs().get(0);
        case SUM, RELU, RELU6, RELU_N1_TO_1, LEAKY_RELU, PRELU, HARD_SWISH, SIGMOID, TANH, GELU ->
            at = reader.outputs().get(0);
        case ELU, OTHER, CUSTOM -> at = reader.outputs().get(0);
      }
      if (graph.tensor(at).shape().rank() != IMAGE_RANK) {
        break;
      }
    }
    return Layout.usual(rank);
  }
}
