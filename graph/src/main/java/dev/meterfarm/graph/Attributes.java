package dev.meterfarm.graph;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * What an operator carries beside its tensors. One record per form; {@link None} where there is
 * nothing. Immutable.
 */
public sealed interface Attributes {

  /** The activation baked into the op; {@link Activation#NONE} for forms that cannot carry one. */
  default Activation activation() {
    return Activation.NONE;
  }

  /** A copy of these attributes with another baked-in activation. */
  default Attributes withActivation(Activation activation) {
    if (activation == Activation.NONE) {
      return this;
    }
    throw new IllegalArgumentException(getClass().getSimpleName() + " carries no activation");
  }

  /** No attributes. */
  record None() implements Attributes {}

  /** CONV_2D. The number of groups follows from the filter: input channels / filter depth. */
  record Conv(
      int strideHeight,
      int strideWidth,
      int dilationHeight,
      int dilationWidth,
      Padding padding,
      Activation activation)
      implements Attributes {
    @Override
    public Attributes withActivation(Activation other) {
      return new Conv(strideHeight, strideWidth, dilationHeight, dilationWidth, padding, other);
    }
  }

  /** DEPTHWISE_CONV_2D; {@code multiplier} output channels for each input channel. */
  record DepthwiseConv(
      int strideHeight,
      int strideWidth,
      int dilationHeight,
      int dilationWidth,
      int multiplier,
      Padding padding,
      Activation activation)
      implements Attributes {
    @Override
    public Attributes withActivation(Activation other) {
      return new DepthwiseConv(
          strideHeight, strideWidth, dilationHeight, dilationWidth, multiplier, padding, other);
    }
  }

  /** TRANSPOSE_CONV. */
  record TransposedConv(int strideHeight, int strideWidth, Padding padding, Activation activation)
      implements Attributes {
    @Override
    public Attributes withActivation(Activation other) {
      return new TransposedConv(strideHeight, strideWidth, padding, other);
    }
  }

  /** MAX_POOL_2D and AVERAGE_POOL_2D. */
  record Pool(
      int filterHeight,
      int filterWidth,
      int strideHeight,
      int strideWidth,
      Padding padding,
      Activation activation)
      implements Attributes {
    @Override
    public Attributes withActivation(Activation other) {
      return new Pool(filterHeight, filterWidth, strideHeight, strideWidth, padding, other);
    }
  }

  /** FULLY_CONNECTED; {@code keepDims}: the output keeps all axes of the input but the last. */
  record FullyConnected(boolean keepDims, Activation activation) implements Attributes {
    @Override
    public Attributes withActivation(Activation other) {
      return new FullyConnected(keepDims, other);
    }
  }

  /** BATCH_MATMUL; each flag says that the last two axes of that operand are swapped first. */
  record BatchMatMul(boolean transposeLeft, boolean transposeRight) implements Attributes {}

  /** ADD, SUB, MUL, DIV. */
  record Arithmetic(Activation activation) implements Attributes {
    @Override
    public Attributes withActivation(Activation other) {
      return new Arithmetic(other);
    }
  }

  /** CONCATENATION along {@code axis}; negative counts from the end. */
  record Concat(int axis, Activation activation) implements Attributes {
    @Override
    public Attributes withActivation(Activation other) {
      return new Concat(axis, other);
    }
  }

  /** SPLIT into equal parts; the axis is the op's first input. */
  record Split(int parts) implements Attributes {}

  /** STRIDED_SLICE masks, bit i for axis i. */
  record StridedSlice(
      int beginMask, int endMask, int ellipsisMask, int newAxisMask, int shrinkAxisMask)
      implements Attributes {}

  /** SOFTMAX over the last axis. */
  record Softmax(float beta) implements Attributes {}

  /** LEAKY_RELU; {@code alpha} is the slope below 0. */
  record LeakyRelu(float alpha) implements Attributes {}

  /** GELU; {@code approximate}: the tanh form. */
  record Gelu(boolean approximate) implements Attributes {}

  /** RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR. */
  record Resize(boolean alignCorners, boolean halfPixelCenters) implements Attributes {}

  /** MEAN and SUM; the axes are the op's second input. */
  record Reduce(boolean keepDims) implements Attributes {}

  /** SQUEEZE; the axes to drop, all of extent 1 where empty. */
  final class Squeeze implements Attributes {
    private final int[] axes;

    public Squeeze(int... axes) {
      this.axes = axes.clone();
    }

    public int[] axes() {
      return axes.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Squeeze squeeze && Arrays.equals(axes, squeeze.axes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(axes);
    }

    @Override
    public String toString() {
      return "Squeeze" + Arrays.toString(axes);
    }
  }

  /**
   * A builtin operator whose meaning is not known.
   *
   * @param builtinCode its code in the schema
   * @param builtinName its name in the schema, or {@code BUILTIN_<code>} where it is too new
   * @param version the operator version the file asks for
   * @param options its options in the form of the reader that made it, which may be empty; for a
   *     .tflite file a FlatBuffers {@code Operator} table that carries nothing else
   */
  record Opaque(int builtinCode, String builtinName, int version, ByteBuffer options)
      implements Attributes {
    public Opaque {
      Objects.requireNonNull(builtinName, "builtinName");
      options = options.slice().asReadOnlyBuffer();
    }

    @Override
    public ByteBuffer options() {
      return options.duplicate();
    }
  }

  /**
   * An operator that is not builtin.
   *
   * @param customCode the name under which a runtime would look for it
   * @param options the options of the file as they are, which may be empty
   */
  record Custom(String customCode, ByteBuffer options) implements Attributes {
    public Custom {
      Objects.requireNonNull(customCode, "customCode");
      options = options.slice().asReadOnlyBuffer();
    }

    /** A custom operator without options. */
    public Custom(String customCode) {
      this(customCode, ByteBuffer.allocate(0));
    }

    @Override
    public ByteBuffer options() {
      return options.duplicate();
    }
  }
}
