package dev.meterfarm.graph.tflite;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Constant;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.Padding;
import java.nio.ByteBuffer;
import org.tensorflow.lite.schema.ActivationFunctionType;
import org.tensorflow.lite.schema.AddOptions;
import org.tensorflow.lite.schema.BatchMatMulOptions;
import org.tensorflow.lite.schema.BuiltinOptions;
import org.tensorflow.lite.schema.BuiltinOptionsUnion;
import org.tensorflow.lite.schema.ConcatenationOptions;
import org.tensorflow.lite.schema.Conv2DOptions;
import org.tensorflow.lite.schema.DepthwiseConv2DOptions;
import org.tensorflow.lite.schema.DivOptions;
import org.tensorflow.lite.schema.FullyConnectedOptions;
import org.tensorflow.lite.schema.FullyConnectedOptionsWeightsFormat;
import org.tensorflow.lite.schema.GeluOptions;
import org.tensorflow.lite.schema.LeakyReluOptions;
import org.tensorflow.lite.schema.MulOptions;
import org.tensorflow.lite.schema.Pool2DOptions;
import org.tensorflow.lite.schema.ReducerOptions;
import org.tensorflow.lite.schema.ReshapeOptions;
import org.tensorflow.lite.schema.ResizeBilinearOptions;
import org.tensorflow.lite.schema.ResizeNearestNeighborOptions;
import org.tensorflow.lite.schema.SoftmaxOptions;
import org.tensorflow.lite.schema.SplitOptions;
import org.tensorflow.lite.schema.SqueezeOptions;
import org.tensorflow.lite.schema.StridedSliceOptions;
import org.tensorflow.lite.schema.SubOptions;
import org.tensorflow.lite.schema.TransposeConvOptions;

/** Writes the options table that belongs to an operator's attributes. For one file. */
final class OptionsWriter {
  private static final Written NONE = new Written(BuiltinOptions.NONE, 0);

  private final FlatBufferBuilder builder;

  OptionsWriter(FlatBufferBuilder builder) {
    this.builder = builder;
  }

  /** Kind and place of an options table; {@link BuiltinOptions#NONE} where there is none. */
  record Written(byte type, int offset) {}

  /**
   * Writes the options of one operator.
   *
   * @throws ClassCastException if its attributes are those of another type
   */
  Written write(Graph graph, Op op) {
    Attributes attributes = op.attributes();
    return switch (op.type()) {
      case CONV -> conv((Attributes.Conv) attributes);
      case DWCONV -> dwconv((Attributes.DepthwiseConv) attributes);
      case TRANSPOSED_CONV -> transposedConv((Attributes.TransposedConv) attributes);
      case FULLY_CONNECTED -> fullyConnected((Attributes.FullyConnected) attributes);
      case MAX_POOL, AVG_POOL -> pool((Attributes.Pool) attributes);
      case ADD ->
          new Written(
              BuiltinOptions.AddOptions,
              AddOptions.createAddOptions(builder, activation(attributes), false));
      case SUB ->
          new Written(
              BuiltinOptions.SubOptions,
              SubOptions.createSubOptions(builder, activation(attributes), false));
      case MUL ->
          new Written(
              BuiltinOptions.MulOptions,
              MulOptions.createMulOptions(builder, activation(attributes)));
      case DIV ->
          new Written(
              BuiltinOptions.DivOptions,
              DivOptions.createDivOptions(builder, activation(attributes)));
      case BATCH_MATMUL -> batchMatMul((Attributes.BatchMatMul) attributes);
      case CONCAT -> concat((Attributes.Concat) attributes);
      case SPLIT ->
          new Written(
              BuiltinOptions.SplitOptions,
              SplitOptions.createSplitOptions(builder, ((Attributes.Split) attributes).parts()));
      case STRIDED_SLICE -> slice((Attributes.StridedSlice) attributes);
      case SQUEEZE -> squeeze((Attributes.Squeeze) attributes);
      case MEAN, SUM ->
          new Written(
              BuiltinOptions.ReducerOptions,
              ReducerOptions.createReducerOptions(
                  builder, ((Attributes.Reduce) attributes).keepDims()));
      case RESIZE_BILINEAR -> resizeBilinear((Attributes.Resize) attributes);
      case RESIZE_NEAREST -> resizeNearest((Attributes.Resize) attributes);
      case SOFTMAX ->
          new Written(
              BuiltinOptions.SoftmaxOptions,
              SoftmaxOptions.createSoftmaxOptions(
                  builder, ((Attributes.Softmax) attributes).beta()));
      case LEAKY_RELU ->
          new Written(
              BuiltinOptions.LeakyReluOptions,
              LeakyReluOptions.createLeakyReluOptions(
                  builder, ((Attributes.LeakyRelu) attributes).alpha()));
      case GELU ->
          new Written(
              BuiltinOptions.GeluOptions,
              GeluOptions.createGeluOptions(builder, ((Attributes.Gelu) attributes).approximate()));
      case RESHAPE -> reshape(graph, op);
      case MAXIMUM,
          MINIMUM,
          SQUARED_DIFFERENCE,
          RSQRT,
          SQRT,
          NEG,
          ABS,
          EXP,
          SQUARE,
          EXPAND_DIMS,
          TRANSPOSE,
          PAD,
          RELU,
          RELU6,
          RELU_N1_TO_1,
          PRELU,
          HARD_SWISH,
          SIGMOID,
          TANH,
          ELU,
          CUSTOM ->
          NONE;
      case OTHER -> opaque((Attributes.Opaque) attributes);
    };
  }

  private Written conv(Attributes.Conv conv) {
    return new Written(
        BuiltinOptions.Conv2DOptions,
        Conv2DOptions.createConv2DOptions(
            builder,
            padding(conv.padding()),
            conv.strideWidth(),
            conv.strideHeight(),
            activation(conv),
            conv.dilationWidth(),
            conv.dilationHeight()));
  }

  private Written dwconv(Attributes.DepthwiseConv conv) {
    return new Written(
        BuiltinOptions.DepthwiseConv2DOptions,
        DepthwiseConv2DOptions.createDepthwiseConv2DOptions(
            builder,
            padding(conv.padding()),
            conv.strideWidth(),
            conv.strideHeight(),
            conv.multiplier(),
            activation(conv),
            conv.dilationWidth(),
            conv.dilationHeight()));
  }

  private Written transposedConv(Attributes.TransposedConv conv) {
    return new Written(
        BuiltinOptions.TransposeConvOptions,
        TransposeConvOptions.createTransposeConvOptions(
            builder,
            padding(conv.padding()),
            conv.strideWidth(),
            conv.strideHeight(),
            activation(conv)));
  }

  private Written fullyConnected(Attributes.FullyConnected fc) {
    return new Written(
        BuiltinOptions.FullyConnectedOptions,
        FullyConnectedOptions.createFullyConnectedOptions(
            builder,
            activation(fc),
            FullyConnectedOptionsWeightsFormat.DEFAULT,
            fc.keepDims(),
            false));
  }

  private Written pool(Attributes.Pool pool) {
    return new Written(
        BuiltinOptions.Pool2DOptions,
        Pool2DOptions.createPool2DOptions(
            builder,
            padding(pool.padding()),
            pool.strideWidth(),
            pool.strideHeight(),
            pool.filterWidth(),
            pool.filterHeight(),
            activation(pool)));
  }

  private Written batchMatMul(Attributes.BatchMatMul matmul) {
    return new Written(
        BuiltinOptions.BatchMatMulOptions,
        BatchMatMulOptions.createBatchMatMulOptions(
            builder, matmul.transposeLeft(), matmul.transposeRight(), false));
  }

  private Written concat(Attributes.Concat concat) {
    return new Written(
        BuiltinOptions.ConcatenationOptions,
        ConcatenationOptions.createConcatenationOptions(
            builder, concat.axis(), activation(concat)));
  }

  private Written slice(Attributes.StridedSlice slice) {
    return new Written(
        BuiltinOptions.StridedSliceOptions,
        StridedSliceOptions.createStridedSliceOptions(
            builder,
            slice.beginMask(),
            slice.endMask(),
            slice.ellipsisMask(),
            slice.newAxisMask(),
            slice.shrinkAxisMask(),
            false));
  }

  private Written squeeze(Attributes.Squeeze squeeze) {
    int axes = SqueezeOptions.createSqueezeDimsVector(builder, squeeze.axes());
    return new Written(
        BuiltinOptions.SqueezeOptions, SqueezeOptions.createSqueezeOptions(builder, axes));
  }

  private Written resizeBilinear(Attributes.Resize resize) {
    return new Written(
        BuiltinOptions.ResizeBilinearOptions,
        ResizeBilinearOptions.createResizeBilinearOptions(
            builder, resize.alignCorners(), resize.halfPixelCenters()));
  }

  private Written resizeNearest(Attributes.Resize resize) {
    return new Written(
        BuiltinOptions.ResizeNearestNeighborOptions,
        ResizeNearestNeighborOptions.createResizeNearestNeighborOptions(
            builder, resize.alignCorners(), resize.halfPixelCenters()));
  }

  /** The wanted shape stands in the second input; some runtimes look for it in the options. */
  private Written reshape(Graph graph, Op op) {
    if (graph.tensor(op.inputs().get(1)).constant().orElse(null) instanceof Constant.Ints wanted) {
      int shape = ReshapeOptions.createNewShapeVector(builder, wanted.values());
      return new Written(
          BuiltinOptions.ReshapeOptions, ReshapeOptions.createReshapeOptions(builder, shape));
    }
    return NONE;
  }

  private Written opaque(Attributes.Opaque opaque) {
    ByteBuffer source = opaque.options();
    if (!source.hasRemaining()) {
      return NONE;
    }
    BuiltinOptionsUnion options = OpaqueOptions.unpack(source);
    return new Written(options.getType(), BuiltinOptionsUnion.pack(builder, options));
  }

  private static byte padding(Padding padding) {
    return switch (padding) {
      case SAME -> org.tensorflow.lite.schema.Padding.SAME;
      case VALID -> org.tensorflow.lite.schema.Padding.VALID;
    };
  }

  private static byte activation(Attributes attributes) {
    return switch (attributes.activation()) {
      case NONE -> ActivationFunctionType.NONE;
      case RELU -> ActivationFunctionType.RELU;
      case RELU_N1_TO_1 -> ActivationFunctionType.RELU_N1_TO_1;
      case RELU6 -> ActivationFunctionType.RELU6;
      case TANH -> ActivationFunctionType.TANH;
      case SIGN_BIT -> ActivationFunctionType.SIGN_BIT;
    };
  }
}
