package dev.meterfarm.graph.tflite;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Padding;
import dev.meterfarm.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Graphs of one operator each: every operator that we write, in every variant that matters. */
public final class OneOpGraphs {
  private static final Shape IMAGE = Shape.of(1, 9, 11, 8);
  private static final List<Activation> CLAMPS =
      List.of(Activation.NONE, Activation.RELU, Activation.RELU6, Activation.RELU_N1_TO_1);

  private final List<Graph> graphs = new ArrayList<>();

  private OneOpGraphs() {}

  public static List<Graph> all() {
    OneOpGraphs samples = new OneOpGraphs();
    samples.convolutions();
    samples.depthwiseConvolutions();
    samples.transposedConvolutions();
    samples.fullyConnected();
    samples.batchMatMuls();
    samples.pools();
    samples.elementwise();
    samples.binary();
    samples.joinsAndCuts();
    samples.shapeChanges();
    samples.reductionsAndResizes();
    return samples.graphs;
  }

  private void add(String name, Shape input, ToIntFunction<GraphBuilder> op) {
    GraphBuilder builder = new GraphBuilder(name, name.hashCode());
    builder.input(input);
    graphs.add(builder.build(op.applyAsInt(builder)));
  }

  private void image(String name, ToIntFunction<GraphBuilder> op) {
    add(name, IMAGE, op);
  }

  private void convolutions() {
    for (Padding padding : Padding.values()) {
      for (int stride = 1; stride <= 2; stride++) {
        for (int dilation = 1; dilation <= (stride == 1 ? 2 : 1); dilation++) {
          for (int groups : new int[] {1, 2, 8}) {
            Attributes.Conv conv =
                new Attributes.Conv(stride, stride, dilation, dilation, padding, Activation.NONE);
            String name = "conv_" + padding + "_s" + stride + "_d" + dilation + "_g" + groups;
            image(name, b -> b.conv(0, 16, 3, 3, groups, conv));
          }
        }
      }
    }
    for (Activation activation : CLAMPS) {
      Attributes.Conv conv = new Attributes.Conv(1, 1, 1, 1, Padding.SAME, activation);
      image("conv_1x1_" + activation, b -> b.conv(0, 5, 1, 1, 1, conv));
      image("conv_3x5_" + activation, b -> b.conv(0, 6, 3, 5, 1, conv));
    }
    Attributes.Conv uneven = new Attributes.Conv(2, 1, 1, 1, Padding.SAME, Activation.RELU);
    image("conv_uneven_stride", b -> b.conv(0, 6, 3, 5, 1, uneven));
    Attributes.Conv dilated = new Attributes.Conv(1, 1, 2, 3, Padding.SAME, Activation.NONE);
    image("conv_uneven_dilation", b -> b.conv(0, 6, 3, 3, 1, dilated));
    add("conv_batch", Shape.of(3, 6, 6, 4), b -> b.conv(0, 4, 3, 1, Activation.RELU));
  }

  private void depthwiseConvolutions() {
    for (Padding padding : Padding.values()) {
      for (int kernel : new int[] {3, 5}) {
        for (int multiplier = 1; multiplier <= 2; multiplier++) {
          for (int stride = 1; stride <= 2; stride++) {
            Attributes.DepthwiseConv conv =
                new Attributes.DepthwiseConv(
                    stride, stride, 1, 1, multiplier, padding, Activation.RELU6);
            String name = "dwconv_" + padding + "_k" + kernel + "_m" + multiplier + "_s" + stride;
            image(name, b -> b.dwconv(0, kernel, kernel, conv));
          }
        }
      }
    }
    for (Activation activation : CLAMPS) {
      Attributes.DepthwiseConv conv =
          new Attributes.DepthwiseConv(1, 1, 2, 2, 1, Padding.SAME, activation);
      image("dwconv_dilated_" + activation, b -> b.dwconv(0, 3, 3, conv));
    }
  }

  private void transposedConvolutions() {
    for (int stride = 1; stride <= 2; stride++) {
      for (int kernel = 2; kernel <= 4; kernel++) {
        for (Activation activation : List.of(Activation.NONE, Activation.RELU)) {
          int s = stride;
          int k = kernel;
          image(
              "tconv_s" + s + "_k" + k + "_" + activation,
              b -> b.transposedConv(0, 6, k, s, activation));
        }
      }
    }
    image(
        "tconv_VALID_without_bias",
        b ->
            b.op(
                OpType.TRANSPOSED_CONV,
                new Attributes.TransposedConv(2, 2, Padding.VALID, Activation.NONE),
                b.ints(1, 19, 23, 6),
                b.weights(Shape.of(6, 3, 3, 8), 0.3f),
                0));
  }

  private void fullyConnected() {
    for (boolean keepDims : new boolean[] {false, true}) {
      for (Activation activation : CLAMPS) {
        String name = "fc_" + (keepDims ? "keep_" : "flat_") + activation;
        add(name, Shape.of(4, 24), b -> b.fullyConnected(0, 10, keepDims, activation));
      }
    }
    add("fc_rank3", Shape.of(2, 5, 24), b -> b.fullyConnected(0, 7, true, Activation.NONE));
    add(
        "fc_without_bias",
        Shape.of(4, 24),
        b ->
            b.op(
                OpType.FULLY_CONNECTED,
                new Attributes.FullyConnected(false, Activation.NONE),
                0,
                b.weights(Shape.of(10, 24), 0.3f),
                Op.ABSENT));
    add("fc_flattening", Shape.of(2, 3, 4, 5), b -> b.fullyConnected(0, 7, false, Activation.NONE));
  }

  private void batchMatMuls() {
    for (boolean left : new boolean[] {false, true}) {
      for (boolean right : new boolean[] {false, true}) {
        add(
            "bmm_" + left + "_" + right,
            left ? Shape.of(3, 8, 5) : Shape.of(3, 5, 8),
            b ->
                b.op(
                    OpType.BATCH_MATMUL,
                    new Attributes.BatchMatMul(left, right),
                    0,
                    b.input(right ? Shape.of(3, 7, 8) : Shape.of(3, 8, 7))));
      }
    }
    add(
        "bmm_rank4",
        Shape.of(2, 4, 5, 8),
        b -> b.batchMatMul(0, b.input(Shape.of(2, 4, 6, 8)), true));
    add(
        "bmm_broadcast",
        Shape.of(2, 4, 5, 8),
        b -> b.batchMatMul(0, b.input(Shape.of(1, 4, 8, 6)), false));
  }

  private void pools() {
    for (OpType type : List.of(OpType.MAX_POOL, OpType.AVG_POOL)) {
      for (Padding padding : Padding.values()) {
        for (int stride = 1; stride <= 2; stride++) {
          Attributes.Pool pool =
              new Attributes.Pool(3, 3, stride, stride, padding, Activation.NONE);
          image(type.word() + "_" + padding + "_s" + stride, b -> b.op(type, pool, 0));
        }
      }
      for (Activation activation : CLAMPS) {
        Attributes.Pool pool = new Attributes.Pool(2, 3, 2, 1, Padding.VALID, activation);
        image(type.word() + "_2x3_" + activation, b -> b.op(type, pool, 0));
      }
    }
  }

  private void elementwise() {
    for (OpType type : OpType.values()) {
      if (type.isElementwiseUnary()) {
        image(type.word(), b -> b.unary(type, 0));
        add(type.word() + "_rank2", Shape.of(3, 16), b -> vector(b, type));
      }
    }
    image("gelu_tanh", b -> b.op(OpType.GELU, new Attributes.Gelu(true), 0));
    image("softmax", b -> b.softmax(0));
    image("softmax_beta", b -> b.op(OpType.SOFTMAX, new Attributes.Softmax(0.5f), 0));
    add("softmax_rank2", Shape.of(3, 16), b -> b.softmax(0));
  }

  private static int vector(GraphBuilder b, OpType type) {
    return type == OpType.PRELU
        ? b.op(type, new Attributes.None(), 0, b.weights(Shape.of(16), 0.25f))
        : b.unary(type, 0);
  }

  private void binary() {
    List<Shape> others =
        List.of(IMAGE, Shape.of(8), Shape.of(1, 1, 1, 8), Shape.of(9, 11, 1), Shape.scalar());
    for (OpType type : OpType.values()) {
      if (!type.isElementwiseBinary()) {
        continue;
      }
      for (Shape other : others) {
        image(type.word() + "_" + other, b -> binary(b, type, Activation.NONE, b.input(other)));
      }
      image(
          type.word() + "_constant",
          b ->
              binary(
                  b, type, Activation.NONE, b.floats(Shape.of(2, 4).withExtent(0, 1), 1, 2, 3, 4)),
          Shape.of(1, 3, 5, 4));
      add(
          type.word() + "_rank5",
          Shape.of(2, 1, 3, 4, 5),
          b -> binary(b, type, Activation.NONE, b.input(Shape.of(1, 6, 3, 1, 5))));
    }
    for (OpType type : List.of(OpType.ADD, OpType.SUB, OpType.MUL, OpType.DIV)) {
      for (Activation activation : CLAMPS) {
        image(type.word() + "_" + activation, b -> binary(b, type, activation, b.input(IMAGE)));
      }
    }
  }

  private void image(String name, ToIntFunction<GraphBuilder> op, Shape input) {
    add(name, input, op);
  }

  private static int binary(GraphBuilder b, OpType type, Activation activation, int right) {
    return switch (type) {
      case MAXIMUM, MINIMUM, SQUARED_DIFFERENCE -> b.op(type, new Attributes.None(), 0, right);
      default -> b.op(type, new Attributes.Arithmetic(activation), 0, right);
    };
  }

  private void joinsAndCuts() {
    image("concat", b -> b.concat(0, b.input(Shape.of(1, 9, 11, 3)), b.input(IMAGE)));
    image(
        "concat_axis1",
        b ->
            b.op(
                OpType.CONCAT,
                new Attributes.Concat(-3, Activation.NONE),
                0,
                b.input(Shape.of(1, 2, 11, 8))));
    GraphBuilder split = new GraphBuilder("split", 1);
    List<Integer> parts = split.split(split.input(IMAGE), 3, 4);
    graphs.add(split.build(parts.stream().mapToInt(Integer::intValue).toArray()));
    image(
        "slice",
        b ->
            b.stridedSlice(
                0, new int[] {0, 1, 2, 0}, new int[] {1, 8, 11, 4}, new int[] {1, 2, 3, 1}));
    image(
        "slice_negative",
        b ->
            b.stridedSlice(
                0, new int[] {0, -1, -3, 0}, new int[] {1, -8, -1, 8}, new int[] {1, -2, 1, 1}));
    image(
        "slice_masks",
        b ->
            b.op(
                OpType.STRIDED_SLICE,
                new Attributes.StridedSlice(2, 4, 0, 0, 8),
                0,
                b.ints(0, 5, 2, 3),
                b.ints(1, 7, 5, 4),
                b.ints(1, 1, 1, 1)));
    add(
        "slice_rank5",
        Shape.of(1, 2, 3, 4, 5),
        b -> b.stridedSlice(0, new int[5], new int[] {1, 1, 3, 4, 5}, new int[] {1, 1, 2, 1, 2}));
    image("pad", b -> b.pad(0, 1, 2, 3, 0));
    add(
        "pad_rank2",
        Shape.of(3, 4),
        b -> b.op(OpType.PAD, new Attributes.None(), 0, b.ints(Shape.of(2, 2), 1, 0, 2, 3)));
  }

  private void shapeChanges() {
    image("reshape", b -> b.reshape(0, 1, 99, 8));
    image("reshape_open", b -> b.reshape(0, -1, 8));
    add(
        "squeeze",
        Shape.of(1, 1, 1, 8),
        b -> b.op(OpType.SQUEEZE, new Attributes.Squeeze(1, 2), 0));
    add(
        "squeeze_all",
        Shape.of(1, 3, 1, 8),
        b -> b.op(OpType.SQUEEZE, new Attributes.Squeeze(), 0));
    for (int axis : new int[] {0, 2, -1}) {
      add(
          "expand_dims_" + axis,
          Shape.of(3, 4, 5),
          b -> b.op(OpType.EXPAND_DIMS, new Attributes.None(), 0, b.ints(Shape.scalar(), axis)));
    }
    image("transpose", b -> b.transpose(0, 0, 3, 1, 2));
    add("transpose_rank3", Shape.of(3, 4, 5), b -> b.transpose(0, 0, 2, 1));
    add("transpose_rank5", Shape.of(1, 2, 3, 4, 5), b -> b.transpose(0, 0, 1, 2, 4, 3));
  }

  private void reductionsAndResizes() {
    for (OpType type : List.of(OpType.MEAN, OpType.SUM)) {
      for (boolean keepDims : new boolean[] {false, true}) {
        Attributes.Reduce reduce = new Attributes.Reduce(keepDims);
        image(type.word() + "_image_" + keepDims, b -> b.op(type, reduce, 0, b.ints(1, 2)));
        add(
            type.word() + "_last_" + keepDims,
            Shape.of(2, 5, 16),
            b -> b.op(type, reduce, 0, b.ints(-1)));
      }
    }
    for (int kind = 0; kind < 3; kind++) {
      Attributes.Resize resize = new Attributes.Resize(kind == 1, kind == 2);
      image(
          "resize_bilinear_" + kind, b -> b.op(OpType.RESIZE_BILINEAR, resize, 0, b.ints(18, 33)));
      image("resize_nearest_" + kind, b -> b.op(OpType.RESIZE_NEAREST, resize, 0, b.ints(18, 33)));
    }
  }
}
