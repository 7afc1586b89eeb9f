package dev.meterfarm.predictor.kernels;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.predictor.rules.OpClassifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What kernels have a predictor in common: one per op family and code path. */
public enum KernelFamily {
  /** Convolution with one group, not {@link #CONV_1X1}. */
  CONV("conv"),
  /** 1x1 convolution with stride and dilation 1: a matrix product. */
  CONV_1X1("conv1x1"),
  /** Convolution with several groups. */
  CONV_GROUPED("conv-grouped"),
  DWCONV("dwconv"),
  TCONV("tconv"),
  FC("fc"),
  BMM("bmm"),
  /** Max and average pooling. */
  POOL("pool"),
  /** Mean and sum. */
  REDUCE("reduce"),
  /** Element-wise ops of two operands that broadcast. */
  BINARY("binary"),
  /** relu, relu6, relu-n1-to-1. */
  CLAMP("clamp"),
  /** Every other element-wise op of one operand. */
  UNARY("unary"),
  SOFTMAX("softmax"),
  CONCAT("concat"),
  SPLIT("split"),
  SLICE("slice"),
  /** reshape, squeeze, expand-dims: moves nothing but may copy. */
  RESHAPE("reshape"),
  TRANSPOSE("transpose"),
  PAD("pad"),
  RESIZE("resize"),
  /** Any other op; priced by the target's generic model. */
  GENERIC("generic");

  private static final Map<String, KernelFamily> BY_WORD = new HashMap<>();

  static {
    for (KernelFamily family : values()) {
      BY_WORD.put(family.word, family);
    }
  }

  private final String word;

  KernelFamily(String word) {
    this.word = word;
  }

  /** The word for this family in files, reports and on the command line. */
  public String word() {
    return word;
  }

  /** The family with this {@link #word()}. */
  public static Optional<KernelFamily> findByWord(String word) {
    return Optional.ofNullable(BY_WORD.get(word));
  }

  /** The family with this {@link #word()}; the message of the exception lists all words. */
  public static KernelFamily requireByWord(String word) {
    return findByWord(word)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown kernel family '"
                        + word
                        + "'; known are "
                        + Arrays.stream(values()).map(KernelFamily::word).toList()));
  }

  /** The family of a kernel that consists of this op, or has it as its main op. */
  public static KernelFamily of(Graph graph, int op) {
    return switch (graph.op(op).type()) {
      case CONV ->
          switch (OpClassifier.classOf(graph, op)) {
            case "conv1x1" -> CONV_1X1;
            case "conv-grouped" -> CONV_GROUPED;
            default -> CONV;
          };
      case DWCONV -> DWCONV;
      case TRANSPOSED_CONV -> TCONV;
      case FULLY_CONNECTED -> FC;
      case BATCH_MATMUL -> BMM;
      case MAX_POOL, AVG_POOL -> POOL;
      case MEAN, SUM -> REDUCE;
      case ADD, MUL, SUB, DIV, MAXIMUM, MINIMUM, SQUARED_DIFFERENCE -> BINARY;
      case RELU, RELU6, RELU_N1_TO_1 -> CLAMP;
      case RSQRT,
          SQRT,
          NEG,
          ABS,
          EXP,
          SQUARE,
          LEAKY_RELU,
          PRELU,
          HARD_SWISH,
          SIGMOID,
          TANH,
          GELU,
          ELU ->
          UNARY;
      case SOFTMAX -> SOFTMAX;
      case CONCAT -> CONCAT;
      case SPLIT -> SPLIT;
      case STRIDED_SLICE -> SLICE;
      case RESHAPE, SQUEEZE, EXPAND_DIMS -> RESHAPE;
      case TRANSPOSE -> TRANSPOSE;
      case PAD -> PAD;
      case RESIZE_BILINEAR, RESIZE_NEAREST -> RESIZE;
      case OTHER, CUSTOM -> GENERIC;
    };
  }

  /**
   * Which op of a kernel names its family: the larger, the sooner. Arithmetic-heavy ops come before
   * those that move data, these before binary ops, these before the rest.
   */
  int weight() {
    return switch (this) {
      case CONV, CONV_1X1, CONV_GROUPED, DWCONV, TCONV, FC, BMM -> 3;
      case POOL, REDUCE, SOFTMAX, CONCAT, SPLIT, SLICE, TRANSPOSE, RESIZE, GENERIC -> 2;
      case BINARY -> 1;
      case CLAMP, UNARY, RESHAPE, PAD -> 0;
    };
  }
}
