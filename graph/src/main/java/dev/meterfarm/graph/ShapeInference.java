package dev.meterfarm.graph;

import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The output shapes of an operator, by the rules of the TFLite format. Stateless and thread-safe.
 */
public final class ShapeInference {
  private ShapeInference() {}

  /**
   * The shapes of an operator's outputs.
   *
   * @param type the operator; neither {@link OpType#OTHER} nor {@link OpType#CUSTOM}
   * @param inputs its inputs in file order; {@code null} where one is left out
   * @param attributes its attributes
   * @throws IllegalArgumentException if the inputs do not fit the operator
   */
  public static List<Shape> infer(OpType type, List<Tensor> inputs, Attributes attributes) {
    try {
      return shapes(type, inputs, attributes);
    } catch (IndexOutOfBoundsException | ArithmeticException | ClassCastException e) {
      throw new IllegalArgumentException(
          "the inputs or attributes do not have the form of a " + type.word() + " operator", e);
    }
  }

  private static List<Shape> shapes(OpType type, List<Tensor> inputs, Attributes attributes) {
    return switch (type) {
      case CONV -> List.of(conv(inputs, (Attributes.Conv) attributes));
      case DWCONV -> List.of(depthwise(inputs, (Attributes.DepthwiseConv) attributes));
      case TRANSPOSED_CONV -> List.of(Shape.of(ints(inputs.get(0), type)));
      case FULLY_CONNECTED ->
          List.of(fullyConnected(inputs, (Attributes.FullyConnected) attributes));
      case BATCH_MATMUL -> List.of(batchMatMul(inputs, (Attributes.BatchMatMul) attributes));
      case MAX_POOL, AVG_POOL -> List.of(pool(shape(inputs, 0), (Attributes.Pool) attributes));
      case ADD, MUL, SUB, DIV, MAXIMUM, MINIMUM, SQUARED_DIFFERENCE ->
          List.of(broadcast(shape(inputs, 0), shape(inputs, 1)));
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
          ELU,
          SOFTMAX ->
          List.of(shape(inputs, 0));
      case CONCAT -> List.of(concat(inputs, (Attributes.Concat) attributes));
      case SPLIT -> split(inputs, (Attributes.Split) attributes);
      case STRIDED_SLICE -> List.of(slice(inputs, (Attributes.StridedSlice) attributes));
      case RESHAPE -> List.of(reshape(shape(inputs, 0), ints(inputs.get(1), type)));
      case SQUEEZE -> List.of(squeeze(shape(inputs, 0), ((Attributes.Squeeze) attributes).axes()));
      case EXPAND_DIMS -> List.of(expand(shape(inputs, 0), ints(inputs.get(1), type)[0]));
      case TRANSPOSE -> List.of(transpose(shape(inputs, 0), ints(inputs.get(1), type)));
      case PAD -> List.of(pad(shape(inputs, 0), ints(inputs.get(1), type)));
      case MEAN, SUM ->
          List.of(
              reduce(
                  shape(inputs, 0),
                  ints(inputs.get(1), type),
                  ((Attributes.Reduce) attributes).keepDims()));
      case RESIZE_BILINEAR, RESIZE_NEAREST -> {
        int[] size = ints(inputs.get(1), type);
        yield List.of(shape(inputs, 0).withExtent(1, size[0]).withExtent(2, size[1]));
      }
      case OTHER, CUSTOM ->
          throw new IllegalArgumentException("shapes of " + type + " operators cannot be inferred");
    };
  }

  /**
   * The shape of two operands broadcast against each other, aligned at the last axis.
   *
   * @throws IllegalArgumentException if two extents differ and neither is 1
   */
  public static Shape broadcast(Shape left, Shape right) {
    int rank = Math.max(left.rank(), right.rank());
    int[] out = new int[rank];
    for (int axis = 1; axis <= rank; axis++) {
      int a = axis <= left.rank() ? left.extent(-axis) : 1;
      int b = axis <= right.rank() ? right.extent(-axis) : 1;
      if (a != b && a != 1 && b != 1) {
        throw new IllegalArgumentException(
            "shapes " + left + " and " + right + " do not broadcast");
      }
      out[rank - axis] = a == 1 ? b : a;
    }
    return Shape.of(out);
  }

  private static Shape conv(List<Tensor> inputs, Attributes.Conv conv) {
    Shape in = shape(inputs, 0);
    Shape filter = shape(inputs, 1);
    if (in.rank() != 4 || filter.rank() != 4 || in.channels() % filter.channels() != 0) {
      throw new IllegalArgumentException("filter " + filter + " does not fit input " + in);
    }
    return Shape.of(
        in.batch(),
        window(
            in.height(),
            filter.extent(1),
            conv.strideHeight(),
            conv.dilationHeight(),
            conv.padding()),
        window(
            in.width(), filter.extent(2), conv.strideWidth(), conv.dilationWidth(), conv.padding()),
        filter.extent(0));
  }

  private static Shape depthwise(List<Tensor> inputs, Attributes.DepthwiseConv conv) {
    Shape in = shape(inputs, 0);
    Shape filter = shape(inputs, 1);
    if (in.rank() != 4 || filter.rank() != 4 || filter.channels() % in.channels() != 0) {
      throw new IllegalArgumentException(
          "depthwise filter " + filter + " does not fit input " + in);
    }
    return Shape.of(
        in.batch(),
        window(
            in.height(),
            filter.extent(1),
            conv.strideHeight(),
            conv.dilationHeight(),
            conv.padding()),
        window(
            in.width(), filter.extent(2), conv.strideWidth(), conv.dilationWidth(), conv.padding()),
        filter.channels());
  }

  private static Shape fullyConnected(List<Tensor> inputs, Attributes.FullyConnected fc) {
    Shape in = shape(inputs, 0);
    Shape weights = shape(inputs, 1);
    int depth = weights.channels();
    if (fc.keepDims()) {
      if (in.channels() != depth) {
        throw new IllegalArgumentException("weights " + weights + " do not fit input " + in);
      }
      return in.withExtent(-1, weights.extent(0));
    }
    if (in.elements() % depth != 0) {
      throw new IllegalArgumentException("weights " + weights + " do not fit input " + in);
    }
    return Shape.of((int) (in.elements() / depth), weights.extent(0));
  }

  private static Shape batchMatMul(List<Tensor> inputs, Attributes.BatchMatMul matmul) {
    Shape left = shape(inputs, 0);
    Shape right = shape(inputs, 1);
    if (left.rank() < 2 || right.rank() < 2) {
      throw new IllegalArgumentException(
          "batch matmul needs rank >= 2, not " + left + " and " + right);
    }
    int rows = left.extent(matmul.transposeLeft() ? -1 : -2);
    int depth = left.extent(matmul.transposeLeft() ? -2 : -1);
    int depthRight = right.extent(matmul.transposeRight() ? -1 : -2);
    int columns = right.extent(matmul.transposeRight() ? -2 : -1);
    if (depth != depthRight) {
      throw new IllegalArgumentException("inner extents of " + left + " and " + right + " differ");
    }
    Shape batch = broadcast(leading(left), leading(right));
    int[] out = Arrays.copyOf(batch.toArray(), batch.rank() + 2);
    out[out.length - 2] = rows;
    out[out.length - 1] = columns;
    return Shape.of(out);
  }

  private static Shape leading(Shape shape) {
    return Shape.of(Arrays.copyOf(shape.toArray(), shape.rank() - 2));
  }

  private static Shape pool(Shape in, Attributes.Pool pool) {
    return Shape.of(
        in.batch(),
        window(in.height(), pool.filterHeight(), pool.strideHeight(), 1, pool.padding()),
        window(in.width(), pool.filterWidth(), pool.strideWidth(), 1, pool.padding()),
        in.channels());
  }

  private static int window(int input, int window, int stride, int dilation, Padding padding) {
    int out = padding.outputExtent(input, window, stride, dilation);
    if (out < 1) {
      throw new IllegalArgumentException(
          "a "
              + padding
              + " window of "
              + window
              + " (dilation "
              + dilation
              + ") does not fit an extent of "
              + input);
    }
    return out;
  }

  private static Shape concat(List<Tensor> inputs, Attributes.Concat concat) {
    Shape first = shape(inputs, 0);
    int sum = 0;
    for (int i = 0; i < inputs.size(); i++) {
      Shape next = shape(inputs, i);
      if (!next.withExtent(concat.axis(), 0).equals(first.withExtent(concat.axis(), 0))) {
        throw new IllegalArgumentException("cannot concatenate " + first + " and " + next);
      }
      sum += next.extent(concat.axis());
    }
    return first.withExtent(concat.axis(), sum);
  }

  private static List<Shape> split(List<Tensor> inputs, Attributes.Split split) {
    int axis = ints(inputs.get(0), OpType.SPLIT)[0];
    Shape in = shape(inputs, 1);
    int extent = in.extent(axis);
    if (split.parts() < 1 || extent % split.parts() != 0) {
      throw new IllegalArgumentException(
          "cannot split " + in + " into " + split.parts() + " parts");
    }
    List<Shape> parts = new ArrayList<>(split.parts());
    for (int i = 0; i < split.parts(); i++) {
      parts.add(in.withExtent(axis, extent / split.parts()));
    }
    return parts;
  }

  private static Shape slice(List<Tensor> inputs, Attributes.StridedSlice slice) {
    Shape in = shape(inputs, 0);
    int[] begin = ints(inputs.get(1), OpType.STRIDED_SLICE);
    int[] end = ints(inputs.get(2), OpType.STRIDED_SLICE);
    int[] stride = ints(inputs.get(3), OpType.STRIDED_SLICE);
    if (slice.ellipsisMask() != 0 || slice.newAxisMask() != 0) {
      throw new IllegalArgumentException(
          "strided slices with ellipsis or new axes are not inferred");
    }
    List<Integer> out = new ArrayList<>();
    for (int axis = 0; axis < in.rank(); axis++) {
      if (axis >= begin.length) {
        out.add(in.extent(axis));
        continue;
      }
      if ((slice.shrinkAxisMask() >> axis & 1) != 0) {
        continue;
      }
      int extent = in.extent(axis);
      int step = stride[axis];
      int low = step > 0 ? 0 : -1;
      int high = step > 0 ? extent : extent - 1;
      int from =
          (slice.beginMask() >> axis & 1) != 0
              ? (step > 0 ? low : high)
              : clamp(begin[axis] < 0 ? begin[axis] + extent : begin[axis], low, high);
      int to =
          (slice.endMask() >> axis & 1) != 0
              ? (step > 0 ? high : low)
              : clamp(end[axis] < 0 ? end[axis] + extent : end[axis], low, high);
      out.add(Math.max(0, Math.floorDiv(to - from + step - Integer.signum(step), step)));
    }
    return Shape.of(out);
  }

  private static int clamp(int value, int low, int high) {
    return Math.max(low, Math.min(high, value));
  }

  private static Shape reshape(Shape in, int[] wanted) {
    int[] out = wanted.clone();
    long known = 1;
    int open = -1;
    for (int axis = 0; axis < out.length; axis++) {
      if (out[axis] == -1) {
        open = axis;
      } else {
        known *= out[axis];
      }
    }
    if (open >= 0 && known > 0) {
      out[open] = (int) (in.elements() / known);
    }
    Shape shape = Shape.of(out);
    if (shape.elements() != in.elements()) {
      throw new IllegalArgumentException("cannot reshape " + in + " to " + shape);
    }
    return shape;
  }

  private static Shape squeeze(Shape in, int[] axes) {
    List<Integer> out = new ArrayList<>();
    for (int axis = 0; axis < in.rank(); axis++) {
      boolean named = axes.length == 0;
      for (int wanted : axes) {
        named |= (wanted < 0 ? wanted + in.rank() : wanted) == axis;
      }
      if (!(named && in.extent(axis) == 1)) {
        out.add(in.extent(axis));
      }
    }
    return Shape.of(out);
  }

  private static Shape expand(Shape in, int axis) {
    int[] out = new int[in.rank() + 1];
    int at = axis < 0 ? axis + out.length : axis;
    for (int i = 0; i < out.length; i++) {
      out[i] = i == at ? 1 : in.extent(i < at ? i : i - 1);
    }
    return Shape.of(out);
  }

  private static Shape transpose(Shape in, int[] permutation) {
    int[] out = new int[in.rank()];
    for (int axis = 0; axis < out.length; axis++) {
      out[axis] = in.extent(permutation[axis]);
    }
    return Shape.of(out);
  }

  private static Shape pad(Shape in, int[] paddings) {
    int[] out = in.toArray();
    for (int axis = 0; axis < out.length; axis++) {
      out[axis] += paddings[2 * axis] + paddings[2 * axis + 1];
    }
    return Shape.of(out);
  }

  private static Shape reduce(Shape in, int[] axes, boolean keepDims) {
    List<Integer> out = new ArrayList<>();
    for (int axis = 0; axis < in.rank(); axis++) {
      boolean reduced = false;
      for (int wanted : axes) {
        reduced |= (wanted < 0 ? wanted + in.rank() : wanted) == axis;
      }
      if (!reduced) {
        out.add(in.extent(axis));
      } else if (keepDims) {
        out.add(1);
      }
    }
    return Shape.of(out);
  }

  private static Shape shape(List<Tensor> inputs, int position) {
    if (position >= inputs.size() || inputs.get(position) == null) {
      throw new IllegalArgumentException("input " + position + " is missing");
    }
    return inputs.get(position).shape();
  }

  private static int[] ints(Tensor tensor, OpType type) {
    if (tensor.constant().isPresent()) {
      Constant constant = tensor.constant().get();
      if (constant instanceof Constant.Ints ints) {
        return ints.values();
      }
      if (constant instanceof Constant.Bytes bytes && tensor.type() == ElementType.INT32) {
        int[] values = new int[bytes.content().remaining() / Integer.BYTES];
        bytes.content().asIntBuffer().get(values);
        return values;
      }
      if (constant instanceof Constant.Bytes bytes && tensor.type() == ElementType.INT64) {
        LongBuffer longs = bytes.content().asLongBuffer();
        int[] values = new int[longs.remaining()];
        for (int i = 0; i < values.length; i++) {
          values[i] = Math.toIntExact(longs.get(i));
        }
        return values;
      }
    }
    throw new IllegalArgumentException(
        "the parameter '" + tensor.name() + "' of " + type.word() + " is not an integer constant");
  }
}
