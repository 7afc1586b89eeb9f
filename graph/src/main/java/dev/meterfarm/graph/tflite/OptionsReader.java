package dev.meterfarm.graph.tflite;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Padding;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.tensorflow.lite.schema.AddOptions;
import org.tensorflow.lite.schema.BatchMatMulOptions;
import org.tensorflow.lite.schema.BuiltinOptions;
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
import org.tensorflow.lite.schema.ResizeBilinearOptions;
import org.tensorflow.lite.schema.ResizeNearestNeighborOptions;
import org.tensorflow.lite.schema.SoftmaxOptions;
import org.tensorflow.lite.schema.SplitOptions;
import org.tensorflow.lite.schema.StridedSliceOptions;
import org.tensorflow.lite.schema.SubOptions;
import org.tensorflow.lite.schema.TransposeConvOptions;

/**
 * Turns the options table of one operator into our attributes; empty where it says something that
 * they cannot express, such as a weights format or an activation that we do not know.
 */
final class OptionsReader {
  private static final Activation[] ACTIVATIONS = Activation.values();
  private static final Padding[] PADDINGS = Padding.values();

  private final FlatTable operator;

  OptionsReader(FlatTable operator) {
    this.operator = operator;
  }

  Optional<Attributes> read(OpType type) {
    return switch (type) {
      case CONV -> options(BuiltinOptions.Conv2DOptions).flatMap(OptionsReader::conv);
      case DWCONV -> options(BuiltinOptions.DepthwiseConv2DOptions).flatMap(OptionsReader::dwconv);
      case TRANSPOSED_CONV ->
          options(BuiltinOptions.TransposeConvOptions).flatMap(OptionsReader::transposedConv);
      case FULLY_CONNECTED ->
          options(BuiltinOptions.FullyConnectedOptions).flatMap(OptionsReader::fullyConnected);
      case MAX_POOL, AVG_POOL -> options(BuiltinOptions.Pool2DOptions).flatMap(OptionsReader::pool);
      case ADD ->
          arithmetic(
              BuiltinOptions.AddOptions,
              t -> view(new AddOptions()::__assign, t).fusedActivationFunction());
      case MUL ->
          arithmetic(
              BuiltinOptions.MulOptions,
              t -> view(new MulOptions()::__assign, t).fusedActivationFunction());
      case SUB ->
          arithmetic(
              BuiltinOptions.SubOptions,
              t -> view(new SubOptions()::__assign, t).fusedActivationFunction());
      case DIV ->
          arithmetic(
              BuiltinOptions.DivOptions,
              t -> view(new DivOptions()::__assign, t).fusedActivationFunction());
      case BATCH_MATMUL -> Optional.of(batchMatMul());
      case CONCAT -> options(BuiltinOptions.ConcatenationOptions).flatMap(OptionsReader::concat);
      case SPLIT ->
          options(BuiltinOptions.SplitOptions)
              .map(t -> new Attributes.Split(view(new SplitOptions()::__assign, t).numSplits()));
      case STRIDED_SLICE ->
          options(BuiltinOptions.StridedSliceOptions).flatMap(OptionsReader::slice);
      case SQUEEZE ->
          Optional.of(
              new Attributes.Squeeze(
                  options(BuiltinOptions.SqueezeOptions)
                      .map(t -> t.ints(SchemaFields.SQUEEZE_AXES))
                      .orElse(new int[0])));
      case MEAN, SUM ->
          Optional.of(
              new Attributes.Reduce(
                  options(BuiltinOptions.ReducerOptions)
                      .map(t -> view(new ReducerOptions()::__assign, t).keepDims())
                      .orElse(false)));
      case RESIZE_BILINEAR -> Optional.of(resizeBilinear());
      case RESIZE_NEAREST -> Optional.of(resizeNearest());
      case SOFTMAX ->
          options(BuiltinOptions.SoftmaxOptions)
              .map(t -> new Attributes.Softmax(view(new SoftmaxOptions()::__assign, t).beta()));
      case LEAKY_RELU ->
          options(BuiltinOptions.LeakyReluOptions)
              .map(
                  t -> new Attributes.LeakyRelu(view(new LeakyReluOptions()::__assign, t).alpha()));
      case GELU ->
          Optional.of(
              new Attributes.Gelu(
                  options(BuiltinOptions.GeluOptions)
                      .map(t -> view(new GeluOptions()::__assign, t).approximate())
                      .orElse(false)));
      case MAXIMUM,
          MINIMUM,
          SQUARED_DIFFERENCE,
          RSQRT,
          SQRT,
          NEG,
          ABS,
          EXP,
          SQUARE,
          RESHAPE,
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
          ELU ->
          Optional.of(new Attributes.None());
      case OTHER, CUSTOM -> Optional.empty();
    };
  }

  /** The options table of the operator if it is of this kind. */
  private Optional<FlatTable> options(byte kind) {
    return operator.uint8(SchemaFields.OPERATOR_OPTIONS_TYPE, 0) == kind
        ? operator.table(SchemaFields.OPERATOR_OPTIONS)
        : Optional.empty();
  }

  private static Optional<Attributes> conv(FlatTable table) {
    Conv2DOptions o = view(new Conv2DOptions()::__assign, table);
    return when(
        isPadding(o.padding())
            && isActivation(o.fusedActivationFunction())
            && positive(o.strideH(), o.strideW(), o.dilationHFactor(), o.dilationWFactor()),
        () ->
            new Attributes.Conv(
                o.strideH(),
                o.strideW(),
                o.dilationHFactor(),
                o.dilationWFactor(),
                PADDINGS[o.padding()],
                ACTIVATIONS[o.fusedActivationFunction()]));
  }

  private static Optional<Attributes> dwconv(FlatTable table) {
    DepthwiseConv2DOptions o = view(new DepthwiseConv2DOptions()::__assign, table);
    return when(
        isPadding(o.padding())
            && isActivation(o.fusedActivationFunction())
            && positive(o.strideH(), o.strideW(), o.dilationHFactor(), o.dilationWFactor())
            && o.depthMultiplier() >= 0,
        () ->
            new Attributes.DepthwiseConv(
                o.strideH(),
                o.strideW(),
                o.dilationHFactor(),
                o.dilationWFactor(),
                o.depthMultiplier(),
                PADDINGS[o.padding()],
                ACTIVATIONS[o.fusedActivationFunction()]));
  }

  private static Optional<Attributes> transposedConv(FlatTable table) {
    TransposeConvOptions o = view(new TransposeConvOptions()::__assign, table);
    return when(
        isPadding(o.padding())
            && isActivation(o.fusedActivationFunction())
            && positive(o.strideH(), o.strideW()),
        () ->
            new Attributes.TransposedConv(
                o.strideH(),
                o.strideW(),
                PADDINGS[o.padding()],
                ACTIVATIONS[o.fusedActivationFunction()]));
  }

  private static Optional<Attributes> fullyConnected(FlatTable table) {
    FullyConnectedOptions o = view(new FullyConnectedOptions()::__assign, table);
    return when(
        isActivation(o.fusedActivationFunction())
            && o.weightsFormat() == FullyConnectedOptionsWeightsFormat.DEFAULT,
        () ->
            new Attributes.FullyConnected(
                o.keepNumDims(), ACTIVATIONS[o.fusedActivationFunction()]));
  }

  private static Optional<Attributes> pool(FlatTable table) {
    Pool2DOptions o = view(new Pool2DOptions()::__assign, table);
    return when(
        isPadding(o.padding())
            && isActivation(o.fusedActivationFunction())
            && positive(o.filterHeight(), o.filterWidth(), o.strideH(), o.strideW()),
        () ->
            new Attributes.Pool(
                o.filterHeight(),
                o.filterWidth(),
                o.strideH(),
                o.strideW(),
                PADDINGS[o.padding()],
                ACTIVATIONS[o.fusedActivationFunction()]));
  }

  private Optional<Attributes> arithmetic(byte kind, ToIntFunction<FlatTable> readActivation) {
    int activation = options(kind).map(readActivation::applyAsInt).orElse(0);
    return when(isActivation(activation), () -> new Attributes.Arithmetic(ACTIVATIONS[activation]));
  }

  private Attributes batchMatMul() {
    return options(BuiltinOptions.BatchMatMulOptions)
        .map(t -> view(new BatchMatMulOptions()::__assign, t))
        .map(o -> new Attributes.BatchMatMul(o.adjX(), o.adjY()))
        .orElse(new Attributes.BatchMatMul(false, false));
  }

  private static Optional<Attributes> concat(FlatTable table) {
    ConcatenationOptions o = view(new ConcatenationOptions()::__assign, table);
    return when(
        isActivation(o.fusedActivationFunction()),
        () -> new Attributes.Concat(o.axis(), ACTIVATIONS[o.fusedActivationFunction()]));
  }

  private static Optional<Attributes> slice(FlatTable table) {
    StridedSliceOptions o = view(new StridedSliceOptions()::__assign, table);
    return when(
        !o.offset(),
        () ->
            new Attributes.StridedSlice(
                o.beginMask(), o.endMask(), o.ellipsisMask(), o.newAxisMask(), o.shrinkAxisMask()));
  }

  private Attributes resizeBilinear() {
    return options(BuiltinOptions.ResizeBilinearOptions)
        .map(t -> view(new ResizeBilinearOptions()::__assign, t))
        .map(o -> new Attributes.Resize(o.alignCorners(), o.halfPixelCenters()))
        .orElse(new Attributes.Resize(false, false));
  }

  private Attributes resizeNearest() {
    return options(BuiltinOptions.ResizeNearestNeighborOptions)
        .map(t -> view(new ResizeNearestNeighborOptions()::__assign, t))
        .map(o -> new Attributes.Resize(o.alignCorners(), o.halfPixelCenters()))
        .orElse(new Attributes.Resize(false, false));
  }

  private static Optional<Attributes> when(boolean expressible, Supplier<Attributes> attributes) {
    return expressible ? Optional.of(attributes.get()) : Optional.empty();
  }

  private static boolean isPadding(int number) {
    return number >= 0 && number < PADDINGS.length;
  }

  private static boolean isActivation(int number) {
    return number >= 0 && number < ACTIVATIONS.length;
  }

  private static boolean positive(int... numbers) {
    for (int number : numbers) {
      if (number < 1) {
        return false;
      }
    }
    return true;
  }

  /** How a schema class takes its place over a table. */
  private interface Assignment<T> {
    T at(int position, ByteBuffer file);
  }

  private static <T> T view(Assignment<T> assignment, FlatTable table) {
    return assignment.at(table.position(), table.file().bytes());
  }
}
