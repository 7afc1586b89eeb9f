package dev.meterfarm.predictor.rules;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;

/** The op classes that fusion rules speak of. Stateless and thread-safe. */
public final class OpClassifier {
  private OpClassifier() {}

  /**
   * The class of an op: {@code conv1x1} (1x1, stride 1, dilation 1, one group: its own code path in
   * most runtimes), {@code conv} (any other with one group), {@code conv-grouped}, otherwise the
   * word of the op's type; {@code other:NAME} and {@code custom:NAME} for ops whose meaning is not
   * known.
   */
  public static String classOf(Graph graph, int op) {
    Op at = graph.op(op);
    return switch (at.type()) {
      case CONV -> convClass(graph, at);
      case OTHER -> "other:" + at.displayName();
      case CUSTOM -> at.displayName();
      case DWCONV,
          TRANSPOSED_CONV,
          FULLY_CONNECTED,
          BATCH_MATMUL,
          MAX_POOL,
          AVG_POOL,
          ADD,
          MUL,
          SUB,
          DIV,
          MAXIMUM,
          MINIMUM,
          SQUARED_DIFFERENCE,
          RSQRT,
          SQRT,
          NEG,
          ABS,
          EXP,
          SQUARE,
          CONCAT,
          SPLIT,
          STRIDED_SLICE,
          RESHAPE,
          SQUEEZE,
          EXPAND_DIMS,
          TRANSPOSE,
          PAD,
          MEAN,
          SUM,
          RESIZE_BILINEAR,
          RESIZE_NEAREST,
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
          ELU ->
          at.type().word();
    };
  }

  private static String convClass(Graph graph, Op op) {
    Attributes.Conv conv = (Attributes.Conv) op.attributes();
    Shape in = graph.tensor(op.inputs().get(0)).shape();
    Shape filter = graph.tensor(op.inputs().get(1)).shape();
    if (in.channels() != filter.channels()) {
      return "conv-grouped";
    }
    boolean pointwise =
        filter.extent(1) == 1
            && filter.extent(2) == 1
            && conv.strideHeight() == 1
            && conv.strideWidth() == 1
            && conv.dilationHeight() == 1
            && conv.dilationWidth() == 1;
    return pointwise ? "conv1x1" : "conv";
  }

  /**
   * The class of a baked-in activation.
   *
   * @throws IllegalArgumentException for {@link Activation#NONE}
   */
  public static String bakedClass(Activation activation) {
    return switch (activation) {
      case RELU -> OpType.RELU.word();
      case RELU6 -> OpType.RELU6.word();
      case RELU_N1_TO_1 -> OpType.RELU_N1_TO_1.word();
      case TANH -> OpType.TANH.word();
      case SIGN_BIT -> "sign-bit";
      case NONE -> throw new IllegalArgumentException("no activation is baked in");
    };
  }
}
