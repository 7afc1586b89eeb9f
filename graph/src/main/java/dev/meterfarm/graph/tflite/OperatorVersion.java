package dev.meterfarm.graph.tflite;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.Tensor;

/**
 * The lowest version of an operator that allows its form: what TensorFlow's converter writes
 * (tensorflow/lite/tools/versioning/op_version.cc). Stateless and thread-safe.
 */
final class OperatorVersion {
  private static final int PLAIN_RANK = 4;

  private OperatorVersion() {}

  static int of(Graph graph, Op op) {
    return switch (op.type()) {
      case CONV -> isGrouped(graph, op) ? 6 : 1;
      case DWCONV -> isDilated((Attributes.DepthwiseConv) op.attributes()) ? 2 : 1;
      case FULLY_CONNECTED -> fullyConnected(op);
      case TRANSPOSED_CONV -> op.activation() != Activation.NONE ? 4 : op.hasInput(3) ? 3 : 1;
      case MUL -> input(graph, op, 0).type() == ElementType.INT64 ? 5 : 1;
      case ADD -> input(graph, op, 0).type() == ElementType.INT64 ? 4 : 1;
      case SUB ->
          input(graph, op, 0).type() == ElementType.INT64 ? 4 : widelyBroadcast(graph, op, 3);
      case DIV -> widelyBroadcast(graph, op, 2);
      case MAXIMUM, MINIMUM -> widelyBroadcast(graph, op, 3);
      case TRANSPOSE -> transpose(graph, op);
      case STRIDED_SLICE -> slice(graph, op);
      case PAD -> shape(graph, op, 0).rank() > PLAIN_RANK ? 4 : 1;
      case SPLIT -> input(graph, op, 1).type() == ElementType.INT32 ? 3 : 1;
      case ABS -> input(graph, op, 0).type() == ElementType.INT32 ? 5 : 1;
      case RESIZE_BILINEAR -> ((Attributes.Resize) op.attributes()).halfPixelCenters() ? 3 : 1;
      case RESIZE_NEAREST -> {
        Attributes.Resize resize = (Attributes.Resize) op.attributes();
        yield resize.halfPixelCenters() || resize.alignCorners() ? 3 : 1;
      }
      case BATCH_MATMUL,
          MAX_POOL,
          AVG_POOL,
          SQUARED_DIFFERENCE,
          RSQRT,
          SQRT,
          NEG,
          EXP,
          SQUARE,
          CONCAT,
          RESHAPE,
          SQUEEZE,
          EXPAND_DIMS,
          MEAN,
          SUM,
          SOFTMAX,
          RELU,
          RELU6,
          RELU_N1_TO_1,
          LEAKY_RELU,
          PRELU,
          HARD_SWISH,
          SIGMOID,
          TANH,
          GELU,
          ELU,
          OTHER,
          CUSTOM ->
          1;
    };
  }

  private static boolean isGrouped(Graph graph, Op op) {
    return shape(graph, op, 0).channels() != shape(graph, op, 1).channels();
  }

  private static boolean isDilated(Attributes.DepthwiseConv conv) {
    return conv.dilationHeight() != 1 || conv.dilationWidth() != 1;
  }

  private static int fullyConnected(Op op) {
    if (!op.hasInput(2)) {
      return 6;
    }
    return ((Attributes.FullyConnected) op.attributes()).keepDims() ? 5 : 1;
  }

  private static int widelyBroadcast(Graph graph, Op op, int version) {
    Shape left = shape(graph, op, 0);
    Shape right = shape(graph, op, 1);
    return !left.equals(right) && Math.max(left.rank(), right.rank()) > PLAIN_RANK ? version : 1;
  }

  private static int transpose(Graph graph, Op op) {
    int rank = shape(graph, op, 0).rank();
    return rank > PLAIN_RANK + 1 ? 6 : rank > PLAIN_RANK ? 4 : 1;
  }

  private static int slice(Graph graph, Op op) {
    Attributes.StridedSlice slice = (Attributes.StridedSlice) op.attributes();
    if (slice.ellipsisMask() != 0 || slice.newAxisMask() != 0) {
      return 6;
    }
    if (shape(graph, op, 0).rank() > PLAIN_RANK) {
      return 4;
    }
    return input(graph, op, 0).type() == ElementType.BOOL ? 3 : 1;
  }

  private static Tensor input(Graph graph, Op op, int position) {
    return graph.tensor(op.inputs().get(position));
  }

  private static Shape shape(Graph graph, Op op, int position) {
    return input(graph, op, position).shape();
  }
}
