package dev.meterfarm.graph.json;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Padding;
import java.nio.ByteBuffer;
import java.util.Base64;

/** Reads an operator's attributes, in the form that its type asks for. */
final class AttributesJsonReader {
  private static final int HEIGHT = 0;
  private static final int WIDTH = 1;

  private final JsonFields op;

  AttributesJsonReader(JsonFields op) {
    this.op = op;
  }

  Attributes read(OpType type) {
    return switch (type) {
      case CONV -> conv();
      case DWCONV -> dwconv();
      case TRANSPOSED_CONV -> transposedConv();
      case MAX_POOL, AVG_POOL -> pool();
      case FULLY_CONNECTED -> new Attributes.FullyConnected(op.flag("keepDims"), activation());
      case BATCH_MATMUL ->
          new Attributes.BatchMatMul(op.flag("transposeLeft"), op.flag("transposeRight"));
      case ADD, MUL, SUB, DIV -> new Attributes.Arithmetic(activation());
      case CONCAT -> new Attributes.Concat(op.integer("axis"), activation());
      case SPLIT -> new Attributes.Split(op.integer("parts"));
      case STRIDED_SLICE ->
          new Attributes.StridedSlice(
              op.integer("beginMask"),
              op.integer("endMask"),
              op.integer("ellipsisMask"),
              op.integer("newAxisMask"),
              op.integer("shrinkAxisMask"));
      case SOFTMAX -> new Attributes.Softmax(op.number("beta"));
      case LEAKY_RELU -> new Attributes.LeakyRelu(op.number("alpha"));
      case GELU -> new Attributes.Gelu(op.flag("approximate"));
      case RESIZE_BILINEAR, RESIZE_NEAREST ->
          new Attributes.Resize(op.flag("alignCorners"), op.flag("halfPixelCenters"));
      case MEAN, SUM -> new Attributes.Reduce(op.flag("keepDims"));
      case SQUEEZE -> new Attributes.Squeeze(op.integers("axes"));
      case OTHER ->
          new Attributes.Opaque(
              op.integer("builtinCode"),
              op.text("builtinName"),
              op.integer("builtinVersion"),
              options());
      case CUSTOM -> new Attributes.Custom(op.text("customCode"), options());
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
          new Attributes.None();
    };
  }

  private Attributes conv() {
    int[] stride = pair("stride");
    int[] dilation = pair("dilation");
    return new Attributes.Conv(
        stride[HEIGHT],
        stride[WIDTH],
        dilation[HEIGHT],
        dilation[WIDTH],
        op.constant("padding", Padding.class),
        activation());
  }

  private Attributes dwconv() {
    int[] stride = pair("stride");
    int[] dilation = pair("dilation");
    return new Attributes.DepthwiseConv(
        stride[HEIGHT],
        stride[WIDTH],
        dilation[HEIGHT],
        dilation[WIDTH],
        op.integer("multiplier"),
        op.constant("padding", Padding.class),
        activation());
  }

  private Attributes transposedConv() {
    int[] stride = pair("stride");
    return new Attributes.TransposedConv(
        stride[HEIGHT], stride[WIDTH], op.constant("padding", Padding.class), activation());
  }

  private Attributes pool() {
    int[] window = pair("window");
    int[] stride = pair("stride");
    return new Attributes.Pool(
        window[HEIGHT],
        window[WIDTH],
        stride[HEIGHT],
        stride[WIDTH],
        op.constant("padding", Padding.class),
        activation());
  }

  private int[] pair(String field) {
    int[] pair = op.integers(field);
    if (pair.length != 2 || pair[HEIGHT] < 1 || pair[WIDTH] < 1) {
      throw op.bad("'" + field + "' must be two integers of at least 1: height and width");
    }
    return pair;
  }

  private Activation activation() {
    return op.has("activation") ? op.constant("activation", Activation.class) : Activation.NONE;
  }

  private ByteBuffer options() {
    return op.has("options")
        ? ByteBuffer.wrap(Base64.getDecoder().decode(op.text("options")))
        : ByteBuffer.allocate(0);
  }
}
