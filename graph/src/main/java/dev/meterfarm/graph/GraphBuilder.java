package dev.meterfarm.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Builds a {@link Graph} op by op; infers shapes and makes seeded weights. Methods that add an op
 * return the index of its (first) output tensor. For one thread; a builder makes one graph.
 *
 * <p>Weights are uniform with a variance that keeps activations of the same order from layer to
 * layer (He et al., 2015), so that no network of any depth overflows or vanishes.
 */
public final class GraphBuilder {
  private final String name;
  private final long seed;
  private final List<Tensor> tensors = new ArrayList<>();
  private final List<Op> ops = new ArrayList<>();
  private final List<Integer> inputs = new ArrayList<>();

  /**
   * A builder of an empty graph.
   *
   * @param name the graph's name
   * @param seed what all weights follow from
   */
  public GraphBuilder(String name, long seed) {
    this.name = name;
    this.seed = seed;
  }

  /** Adds a float32 graph input. */
  public int input(Shape shape) {
    int index = variable("input" + (inputs.isEmpty() ? "" : "_" + inputs.size()), shape);
    inputs.add(index);
    return index;
  }

  /** Shape of a tensor added so far. */
  public Shape shape(int tensor) {
    return tensors.get(tensor).shape();
  }

  /** Adds a float32 constant with seeded values in {@code [-scale, scale)}. */
  public int weights(Shape shape, float scale) {
    long own = seed * 0x9E3779B97F4A7C15L + tensors.size() * 0xD1B54A32D192ED03L;
    tensors.add(
        new Tensor(
            "weights_" + tensors.size(),
            shape,
            ElementType.FLOAT32,
            Optional.of(new Constant.Seeded(own, scale))));
    return tensors.size() - 1;
  }

  /** Adds an int32 constant of rank 1. */
  public int ints(int... values) {
    return ints(Shape.of(values.length), values);
  }

  /** Adds an int32 constant. */
  public int ints(Shape shape, int... values) {
    tensors.add(
        new Tensor(
            "ints_" + tensors.size(),
            shape,
            ElementType.INT32,
            Optional.of(new Constant.Ints(values))));
    return tensors.size() - 1;
  }

  /** Adds a float32 constant of these values. */
  public int floats(Shape shape, float... values) {
    tensors.add(
        new Tensor(
            "floats_" + tensors.size(),
            shape,
            ElementType.FLOAT32,
            Optional.of(new Constant.Floats(values))));
    return tensors.size() - 1;
  }

  /** Adds any op whose shape can be inferred; returns its first output. */
  public int op(OpType type, Attributes attributes, int... inputTensors) {
    return opWithOutputs(type, attributes, inputTensors).get(0);
  }

  /** Adds any op whose shape can be inferred; returns all its outputs. */
  public List<Integer> opWithOutputs(OpType type, Attributes attributes, int... inputTensors) {
    List<Tensor> operands = new ArrayList<>();
    List<Integer> indices = new ArrayList<>();
    for (int index : inputTensors) {
      operands.add(index == Op.ABSENT ? null : tensors.get(index));
      indices.add(index);
    }
    List<Integer> results = new ArrayList<>();
    for (Shape shape : ShapeInference.infer(type, operands, attributes)) {
      results.add(variable(type.word() + "_" + ops.size(), shape));
    }
    ops.add(new Op(type, indices, results, attributes));
    return List.copyOf(results);
  }

  private int variable(String tensorName, Shape shape) {
    tensors.add(Tensor.variable(tensorName, shape));
    return tensors.size() - 1;
  }

  /** Square convolution with SAME padding, one group, a bias. */
  public int conv(int x, int channels, int kernel, int stride, Activation activation) {
    return conv(
        x,
        channels,
        kernel,
        kernel,
        1,
        new Attributes.Conv(stride, stride, 1, 1, Padding.SAME, activation));
  }

  /** Convolution with a bias; {@code groups} must divide both channel counts. */
  public int conv(
      int x,
      int channels,
      int kernelHeight,
      int kernelWidth,
      int groups,
      Attributes.Conv attributes) {
    int depth = shape(x).channels() / groups;
    int filter =
        weights(
            Shape.of(channels, kernelHeight, kernelWidth, depth),
            heScale((long) kernelHeight * kernelWidth * depth));
    return op(OpType.CONV, attributes, x, filter, weights(Shape.of(channels), 0.1f));
  }

  /** Square depthwise convolution with SAME padding, multiplier 1, a bias. */
  public int dwconv(int x, int kernel, int stride, Activation activation) {
    return dwconv(
        x,
        kernel,
        kernel,
        new Attributes.DepthwiseConv(stride, stride, 1, 1, 1, Padding.SAME, activation));
  }

  /** Depthwise convolution with a bias. */
  public int dwconv(int x, int kernelHeight, int kernelWidth, Attributes.DepthwiseConv attributes) {
    int channels = shape(x).channels() * attributes.multiplier();
    int filter =
        weights(
            Shape.of(1, kernelHeight, kernelWidth, channels),
            heScale((long) kernelHeight * kernelWidth));
    return op(OpType.DWCONV, attributes, x, filter, weights(Shape.of(channels), 0.1f));
  }

  /** Square transposed convolution with a bias; the output is {@code stride} times larger. */
  public int transposedConv(int x, int channels, int kernel, int stride, Activation activation) {
    Shape in = shape(x);
    int size = ints(in.batch(), in.height() * stride, in.width() * stride, channels);
    int filter =
        weights(
            Shape.of(channels, kernel, kernel, in.channels()),
            heScale((long) kernel * kernel * in.channels() / ((long) stride * stride)));
    return op(
        OpType.TRANSPOSED_CONV,
        new Attributes.TransposedConv(stride, stride, Padding.SAME, activation),
        size,
        filter,
        x,
        weights(Shape.of(channels), 0.1f));
  }

  /** Fully connected layer with a bias over the last axis ({@code keepDims}) or over all. */
  public int fullyConnected(int x, int units, boolean keepDims, Activation activation) {
    Shape in = shape(x);
    int depth = keepDims ? in.channels() : (int) (in.elements() / in.batch());
    return op(
        OpType.FULLY_CONNECTED,
        new Attributes.FullyConnected(keepDims, activation),
        x,
        weights(Shape.of(units, depth), heScale(depth)),
        weights(Shape.of(units), 0.1f));
  }

  /** Square max pooling. */
  public int maxPool(int x, int kernel, int stride, Padding padding) {
    return op(OpType.MAX_POOL, pool(kernel, stride, padding), x);
  }

  /** Square average pooling. */
  public int avgPool(int x, int kernel, int stride, Padding padding) {
    return op(OpType.AVG_POOL, pool(kernel, stride, padding), x);
  }

  private static Attributes.Pool pool(int kernel, int stride, Padding padding) {
    return new Attributes.Pool(kernel, kernel, stride, stride, padding, Activation.NONE);
  }

  /** Element-wise sum, broadcasting, with an activation baked in. */
  public int add(int left, int right, Activation activation) {
    return op(OpType.ADD, new Attributes.Arithmetic(activation), left, right);
  }

  /** Element-wise product, broadcasting. */
  public int mul(int left, int right) {
    return op(OpType.MUL, new Attributes.Arithmetic(Activation.NONE), left, right);
  }

  /** An element-wise op with one input and no parameters, such as relu or hswish. */
  public int unary(OpType type, int x) {
    return switch (type) {
      case GELU -> op(type, new Attributes.Gelu(false), x);
      case LEAKY_RELU -> op(type, new Attributes.LeakyRelu(0.2f), x);
      case PRELU -> {
        Shape in = shape(x);
        yield op(type, new Attributes.None(), x, weights(Shape.of(1, 1, in.channels()), 0.25f));
      }
      default -> op(type, new Attributes.None(), x);
    };
  }

  /** Softmax over the last axis. */
  public int softmax(int x) {
    return op(OpType.SOFTMAX, new Attributes.Softmax(1f), x);
  }

  /** Concatenation along the last axis. */
  public int concat(int... parts) {
    return op(
        OpType.CONCAT, new Attributes.Concat(shape(parts[0]).rank() - 1, Activation.NONE), parts);
  }

  /** Equal parts along {@code axis}. */
  public List<Integer> split(int x, int axis, int parts) {
    return opWithOutputs(OpType.SPLIT, new Attributes.Split(parts), ints(Shape.scalar(), axis), x);
  }

  /** Reshape; one extent may be -1. */
  public int reshape(int x, int... extents) {
    return op(OpType.RESHAPE, new Attributes.None(), x, ints(extents));
  }

  /** Transposition by {@code permutation}. */
  public int transpose(int x, int... permutation) {
    return op(OpType.TRANSPOSE, new Attributes.None(), x, ints(permutation));
  }

  /** Zero padding of height and width. */
  public int pad(int x, int top, int bottom, int left, int right) {
    return op(
        OpType.PAD,
        new Attributes.None(),
        x,
        ints(Shape.of(4, 2), 0, 0, top, bottom, left, right, 0, 0));
  }

  /** Mean over height and width. */
  public int globalMean(int x, boolean keepDims) {
    return op(OpType.MEAN, new Attributes.Reduce(keepDims), x, ints(1, 2));
  }

  /** Bilinear resize to a height and width. */
  public int resizeBilinear(int x, int height, int width) {
    return op(OpType.RESIZE_BILINEAR, new Attributes.Resize(false, true), x, ints(height, width));
  }

  /** Matrix product of the last two axes. */
  public int batchMatMul(int left, int right, boolean transposeRight) {
    return op(OpType.BATCH_MATMUL, new Attributes.BatchMatMul(false, transposeRight), left, right);
  }

  /** Strided slice with a begin, an end and a stride for every axis. */
  public int stridedSlice(int x, int[] begin, int[] end, int[] stride) {
    return op(
        OpType.STRIDED_SLICE,
        new Attributes.StridedSlice(0, 0, 0, 0, 0),
        x,
        ints(begin),
        ints(end),
        ints(stride));
  }

  private static float heScale(long fanIn) {
    return (float) Math.sqrt(6.0 / Math.max(1, fanIn)) * 0.85f;
  }

  /** The finished graph with these outputs. */
  public Graph build(int... outputTensors) {
    List<Integer> outputs = new ArrayList<>();
    for (int index : outputTensors) {
      outputs.add(index);
    }
    return new Graph(name, tensors, ops, inputs, outputs);
  }
}
