package dev.meterfarm.graph;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The operators whose meaning is known: shape, cost and attributes. {@link #OTHER} stands for any
 * other builtin operator of the file format, {@link #CUSTOM} for an operator that is not builtin.
 */
public enum OpType {
  CONV("conv", 3),
  DWCONV("dwconv", 4),
  TRANSPOSED_CONV("tconv", 67),
  FULLY_CONNECTED("fc", 9),
  BATCH_MATMUL("bmm", 126),
  MAX_POOL("maxpool", 17),
  AVG_POOL("avgpool", 1),
  ADD("add", 0),
  MUL("mul", 18),
  SUB("sub", 41),
  DIV("div", 42),
  MAXIMUM("maximum", 55),
  MINIMUM("minimum", 57),
  SQUARED_DIFFERENCE("squared-difference", 99),
  RSQRT("rsqrt", 76),
  SQRT("sqrt", 75),
  NEG("neg", 59),
  ABS("abs", 101),
  EXP("exp", 47),
  SQUARE("square", 92),
  CONCAT("concat", 2),
  SPLIT("split", 49),
  STRIDED_SLICE("strided-slice", 45),
  RESHAPE("reshape", 22),
  SQUEEZE("squeeze", 43),
  EXPAND_DIMS("expand-dims", 70),
  TRANSPOSE("transpose", 39),
  PAD("pad", 34),
  MEAN("mean", 40),
  SUM("sum", 74),
  RESIZE_BILINEAR("resize-bilinear", 23),
  RESIZE_NEAREST("resize-nearest", 97),
  SOFTMAX("softmax", 25),
  RELU("relu", 19),
  RELU6("relu6", 21),
  RELU_N1_TO_1("relu-n1-to-1", 20),
  LEAKY_RELU("leaky-relu", 98),
  PRELU("prelu", 54),
  HARD_SWISH("hswish", 117),
  SIGMOID("sigmoid", 14),
  TANH("tanh", 28),
  GELU("gelu", 150),
  ELU("elu", 111),
  OTHER("other", -1),
  CUSTOM("custom", 32);

  private static final Map<Integer, OpType> BY_CODE = new HashMap<>();
  private static final Map<String, OpType> BY_WORD = new HashMap<>();

  static {
    for (OpType type : values()) {
      BY_WORD.put(type.word, type);
      if (type.builtinCode >= 0) {
        BY_CODE.put(type.builtinCode, type);
      }
    }
  }

  private final String word;
  private final int builtinCode;

  OpType(String word, int builtinCode) {
    this.word = word;
    this.builtinCode = builtinCode;
  }

  /** The word for this operator in files, reports and on the command line. */
  public String word() {
    return word;
  }

  /** The operator's code in the TFLite schema; -1 for {@link #OTHER}. */
  public int builtinCode() {
    return builtinCode;
  }

  /** The type for a code of the TFLite schema; {@link #OTHER} where the meaning is not known. */
  public static OpType ofBuiltinCode(int code) {
    return BY_CODE.getOrDefault(code, OTHER);
  }

  /** The type with this {@link #word()}. */
  public static Optional<OpType> findByWord(String word) {
    return Optional.ofNullable(BY_WORD.get(word));
  }

  /** The type with this {@link #word()}; the message of the exception lists all words. */
  public static OpType requireByWord(String word) {
    return findByWord(word)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown operator '"
                        + word
                        + "'; known are "
                        + Arrays.stream(values()).map(OpType::word).toList()));
  }

  /** True for operators that work on each element of one input and keep its shape. */
  public boolean isElementwiseUnary() {
    return switch (this) {
      case RSQRT,
          SQRT,
          NEG,
          ABS,
          EXP,
          SQUARE,
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
          true;
      case CONV,
          DWCONV,
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
          OTHER,
          CUSTOM ->
          false;
    };
  }

  /** True for operators on two inputs whose shapes broadcast. */
  public boolean isElementwiseBinary() {
    return switch (this) {
      case ADD, MUL, SUB, DIV, MAXIMUM, MINIMUM, SQUARED_DIFFERENCE -> true;
      case CONV,
          DWCONV,
          TRANSPOSED_CONV,
          FULLY_CONNECTED,
          BATCH_MATMUL,
          MAX_POOL,
          AVG_POOL,
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
          ELU,
          OTHER,
          CUSTOM ->
          false;
    };
  }
}
