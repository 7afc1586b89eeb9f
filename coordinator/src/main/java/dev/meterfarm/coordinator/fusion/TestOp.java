package dev.meterfarm.coordinator.fusion;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Padding;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.List;

/**
 * An op that a test case can put before or behind the tensor in the middle. As op1 it is made as
 * cheap as its kind allows for the tensor that it writes (few input channels), as op2 for the
 * tensor that it reads (few output channels, a stride): the smaller the ops, the larger a saved
 * pass looms.
 */
enum TestOp {
  CONV_1X1("conv1x1"),
  CONV("conv"),
  CONV_GROUPED("conv-grouped"),
  DWCONV("dwconv"),
  TCONV("tconv"),
  FC("fc"),
  ADD("add"),
  MUL("mul"),
  SUB("sub"),
  DIV("div"),
  /** A batch norm that was not folded: a product and a sum with one constant per channel. */
  BN("mul+add"),
  MAXPOOL("maxpool"),
  AVGPOOL("avgpool"),
  MEAN("mean"),
  PAD("pad"),
  CONCAT("concat"),
  SPLIT("split"),
  RESHAPE("reshape"),
  RELU("relu"),
  RELU6("relu6"),
  RELU_N1_TO_1("relu-n1-to-1"),
  SIGMOID("sigmoid"),
  HSWISH("hswish"),
  TANH("tanh"),
  GELU("gelu"),
  ELU("elu"),
  LEAKY_RELU("leaky-relu"),
  PRELU("prelu");

  private static final int FEW = 4;

  private final String word;

  TestOp(String word) {
    this.word = word;
  }

  /** The op's class in fusion rules; classes joined by '+' where it is a chain. */
  String word() {
    return word;
  }

  /** The family of a kernel that is this op alone. */
  KernelFamily family() {
    return switch (this) {
      case CONV_1X1 -> KernelFamily.CONV_1X1;
      case CONV -> KernelFamily.CONV;
      case CONV_GROUPED -> KernelFamily.CONV_GROUPED;
      case DWCONV -> KernelFamily.DWCONV;
      case TCONV -> KernelFamily.TCONV;
      case FC -> KernelFamily.FC;
      case ADD, MUL, SUB, DIV, BN -> KernelFamily.BINARY;
      case MAXPOOL, AVGPOOL -> KernelFamily.POOL;
      case MEAN -> KernelFamily.REDUCE;
      case PAD -> KernelFamily.PAD;
      case CONCAT -> KernelFamily.CONCAT;
      case SPLIT -> KernelFamily.SPLIT;
      case RESHAPE -> KernelFamily.RESHAPE;
      case RELU, RELU6, RELU_N1_TO_1 -> KernelFamily.CLAMP;
      case SIGMOID, HSWISH, TANH, GELU, ELU, LEAKY_RELU, PRELU -> KernelFamily.UNARY;
    };
  }

  /** True where the op can be free inside a network and cost a copy at a model's edge. */
  boolean movesOnly() {
    return this == RESHAPE;
  }

  /** True for ops that keep the shape and need no height or width. */
  boolean isElementwise() {
    return switch (this) {
      case ADD, MUL, SUB, DIV, BN -> true;
      case RELU, RELU6, RELU_N1_TO_1, SIGMOID, HSWISH, TANH, GELU, ELU, LEAKY_RELU, PRELU -> true;
      case CONV_1X1, CONV, CONV_GROUPED, DWCONV, TCONV, FC -> false;
      case MAXPOOL, AVGPOOL, MEAN, PAD, CONCAT, SPLIT, RESHAPE -> false;
    };
  }

  /** True for the producers that the baseline is measured with. */
  boolean hasNnMeterForm() {
    return switch (this) {
      case CONV_1X1, CONV, DWCONV, FC, ADD, MAXPOOL, AVGPOOL -> true;
      case CONV_GROUPED, TCONV, MUL, SUB, DIV, BN, MEAN, PAD, CONCAT, SPLIT, RESHAPE -> false;
      case RELU, RELU6, RELU_N1_TO_1, SIGMOID, HSWISH, TANH, GELU, ELU, LEAKY_RELU, PRELU -> false;
    };
  }

  /** The activation that a file carries inside another op for this op. */
  Activation baked() {
    return switch (this) {
      case RELU -> Activation.RELU;
      case RELU6 -> Activation.RELU6;
      case RELU_N1_TO_1 -> Activation.RELU_N1_TO_1;
      case TANH -> Activation.TANH;
      case CONV_1X1, CONV, CONV_GROUPED, DWCONV, TCONV, FC, ADD, MUL, SUB, DIV, BN ->
          throw new IllegalStateException(word + " is no activation");
      case MAXPOOL, AVGPOOL, MEAN, PAD, CONCAT, SPLIT, RESHAPE ->
          throw new IllegalStateException(word + " is no activation");
      case SIGMOID, HSWISH, GELU, ELU, LEAKY_RELU, PRELU ->
          throw new IllegalStateException("no file format carries a baked " + word);
    };
  }

  /** Where an op's variable inputs come from. */
  interface Inputs {
    /** A new tensor of this shape. */
    int next(Shape shape);

    /** A new tensor of this shape, to be read beside the one that the case is about. */
    default int operand(Shape shape) {
      return next(shape);
    }
  }

  /**
   * Adds this op as op1.
   *
   * @param in where inputs come from
   * @param middle the tensor to write
   * @param baked an activation inside the op
   * @return the op's outputs; the first has the shape {@code middle}
   */
  List<Integer> first(GraphBuilder g, Inputs in, TestShape middle, Activation baked) {
    int h = middle.height();
    int w = middle.width();
    int c = middle.channels();
    return switch (this) {
      case CONV_1X1 -> List.of(g.conv(in.next(Shape.of(1, h, w, FEW)), c, 1, 1, baked));
      case CONV -> List.of(g.conv(in.next(Shape.of(1, h, w, 2)), c, 3, 1, baked));
      case CONV_GROUPED -> {
        Attributes.Conv same = new Attributes.Conv(1, 1, 1, 1, Padding.SAME, baked);
        yield List.of(g.conv(in.next(Shape.of(1, h, w, FEW)), c, 1, 1, 2, same));
      }
      case DWCONV -> List.of(g.dwconv(in.next(middle.shape()), 3, 1, baked));
      case TCONV ->
          List.of(g.transposedConv(in.next(Shape.of(1, h / 2, w / 2, FEW)), c, 2, 2, baked));
      case FC -> List.of(g.fullyConnected(in.next(Shape.of(1, h, w, FEW)), c, true, baked));
      case ADD, MUL, SUB, DIV ->
          List.of(arithmetic(g, in.next(middle.shape()), in.next(middle.shape()), baked));
      case BN -> List.of(batchNorm(g, in.next(middle.shape())));
      case MAXPOOL, AVGPOOL -> {
        Attributes.Pool pool = new Attributes.Pool(2, 2, 2, 2, Padding.VALID, baked);
        int x = in.next(Shape.of(1, 2 * h, 2 * w, c));
        yield List.of(g.op(this == MAXPOOL ? OpType.MAX_POOL : OpType.AVG_POOL, pool, x));
      }
      case MEAN -> List.of(g.globalMean(in.next(Shape.of(1, 2, 2, c)), true));
      case PAD -> List.of(g.pad(in.next(Shape.of(1, h - 2, w - 2, c)), 1, 1, 1, 1));
      case CONCAT -> {
        Shape half = Shape.of(1, h, w, c / 2);
        yield List.of(g.concat(in.next(half), in.next(half)));
      }
      case SPLIT -> g.split(in.next(Shape.of(1, h, w, 2 * c)), 3, 2);
      case RESHAPE -> List.of(g.reshape(in.next(Shape.of(1, h / 2, w * 2, c)), 1, h, w, c));
      case RELU, RELU6, RELU_N1_TO_1, SIGMOID, HSWISH, TANH, GELU, ELU, LEAKY_RELU, PRELU ->
          List.of(unary(g, in.next(middle.shape())));
    };
  }

  /**
   * Adds this op as op2.
   *
   * @param in where further inputs come from
   * @param x the tensor to read
   * @param padding how windows treat the border; VALID behind a pad
   * @return the op's outputs
   */
  List<Integer> second(GraphBuilder g, Inputs in, int x, Padding padding) {
    Shape shape = g.shape(x);
    int c = shape.channels();
    return switch (this) {
      case CONV_1X1 -> List.of(g.conv(x, 2 * FEW, 1, 1, Activation.NONE));
      case CONV -> List.of(g.conv(x, 2 * FEW, 3, 3, 1, strided(padding)));
      case CONV_GROUPED -> List.of(g.conv(x, 2 * FEW, 3, 3, 2, strided(padding)));
      case DWCONV ->
          List.of(
              g.dwconv(
                  x, 3, 3, new Attributes.DepthwiseConv(1, 1, 1, 1, 1, padding, Activation.NONE)));
      case TCONV -> List.of(g.transposedConv(x, FEW, 2, 2, Activation.NONE));
      case FC -> List.of(g.fullyConnected(x, 2 * FEW, true, Activation.NONE));
      case ADD, MUL, SUB, DIV -> List.of(arithmetic(g, x, in.operand(shape), Activation.NONE));
      case BN -> List.of(batchNorm(g, x));
      case MAXPOOL -> List.of(g.maxPool(x, 2, 2, padding));
      case AVGPOOL -> List.of(g.avgPool(x, 2, 2, padding));
      case MEAN -> List.of(g.globalMean(x, true));
      case PAD -> List.of(g.pad(x, 1, 1, 1, 1));
      case CONCAT -> List.of(g.concat(x, in.next(shape)));
      case SPLIT -> g.split(x, 3, 2);
      case RESHAPE -> List.of(g.reshape(x, 1, shape.height() / 2, shape.width() * 2, c));
      case RELU, RELU6, RELU_N1_TO_1, SIGMOID, HSWISH, TANH, GELU, ELU, LEAKY_RELU, PRELU ->
          List.of(unary(g, x));
    };
  }

  private static Attributes.Conv strided(Padding padding) {
    // A pad is only merged into a SAME convolution without a stride, and into any VALID one.
    return new Attributes.Conv(2, 2, 1, 1, padding, Activation.NONE);
  }

  private int arithmetic(GraphBuilder g, int left, int right, Activation baked) {
    return g.op(OpType.requireByWord(word), new Attributes.Arithmetic(baked), left, right);
  }

  private static int batchNorm(GraphBuilder g, int x) {
    Shape perChannel = Shape.of(g.shape(x).channels());
    return g.add(g.mul(x, g.weights(perChannel, 1f)), g.weights(perChannel, 0.1f), Activation.NONE);
  }

  private int unary(GraphBuilder g, int x) {
    return g.unary(OpType.requireByWord(word), x);
  }
}
