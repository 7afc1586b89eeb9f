package dev.meterfarm.graph.openvino;

import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Ops that move, cut, join and sum up along axes. */
final class ShapeOps {
  private final IrGraph ir;

  ShapeOps(IrGraph ir) {
    this.ir = ir;
  }

  /**
   * Reshapes, squeezes and new axes. The layout is kept where every axis of the result comes from
   * axes that lie together; a flattened image is transposed first.
   */
  void reshape(Op op) {
    int x = op.inputs().get(0);
    Shape to = ir.shape(op.outputs().get(0));
    Optional<Layout> kept = new AxisGroups(ir.shape(x), to).reshaped(ir.layoutOf(x));
    Layout layout = kept.orElseGet(() -> Layout.plain(to.rank()));
    IrValue from = kept.isPresent() ? ir.value(x) : ir.value(x, Layout.plain(ir.shape(x).rank()));
    Shape shape = layout.apply(to);
    IrValue value =
        ir.main(
            "Reshape",
            "opset1",
            Map.of("special_zero", "false"),
            List.of(from, ir.integers(shape.toArray())),
            shape);
    ir.place(op.outputs().get(0), value, layout);
  }

  /** A tensor with other extents, in the order of the graph. */
  IrValue flattened(int tensor, Shape to) {
    Shape from = ir.shape(tensor);
    Optional<Layout> kept = new AxisGroups(from, to).reshaped(ir.layoutOf(tensor));
    boolean asItIs = kept.isPresent() && kept.get().sameBytes(Layout.plain(to.rank()), to);
    IrValue value = asItIs ? ir.value(tensor) : ir.value(tensor, Layout.plain(from.rank()));
    return ir.reshape(value, to);
  }

  /** The bytes really move, in the layout at hand, since that is what the graph asks for. */
  void transpose(Op op) {
    int x = op.inputs().get(0);
    Layout layout = ir.layoutOf(x);
    int[] order = ir.parameter(op, 1);
    int[] inFile = layout.axes().stream().mapToInt(axis -> layout.position(order[axis])).toArray();
    IrValue value =
        ir.main(
            "Transpose",
            "opset1",
            Map.of(),
            List.of(ir.value(x), ir.integers(inFile)),
            layout.apply(ir.shape(op.outputs().get(0))));
    ir.place(op.outputs().get(0), value, layout);
  }

  IrValue concat(Op op, Attributes.Concat concat, Layout layout) {
    List<IrValue> parts = op.inputs().stream().map(part -> ir.value(part, layout)).toList();
    String axis = Integer.toString(layout.position(concat.axis()));
    Shape out = layout.apply(ir.shape(op.outputs().get(0)));
    return ir.main("Concat", "opset1", Map.of("axis", axis), parts, out);
  }

  /** The layout in which most of the parts lie already: that of the first which is computed. */
  Layout concatLayout(Op op) {
    return op.inputs().stream()
        .filter(part -> !ir.isConstant(part))
        .findFirst()
        .map(ir::layoutOf)
        .orElseGet(() -> Layout.usual(ir.shape(op.outputs().get(0)).rank()));
  }

  void split(Op op, Attributes.Split split) {
    int x = op.inputs().get(1);
    Layout layout = ir.layoutOf(x);
    List<Shape> shapes = op.outputs().stream().map(part -> layout.apply(ir.shape(part))).toList();
    IrValue axis = ir.integer(layout.position(ir.parameter(op, 0)[0]));
    Map<String, String> data = Map.of("num_splits", Integer.toString(split.parts()));
    List<IrValue> parts = ir.main("Split", "opset1", data, List.of(ir.value(x), axis), shapes);
    for (int i = 0; i < parts.size(); i++) {
      ir.place(op.outputs().get(i), parts.get(i), layout);
    }
  }

  void stridedSlice(Op op, Attributes.StridedSlice slice) {
    if (slice.ellipsisMask() != 0 || slice.newAxisMask() != 0) {
      throw ir.unwritable("its masks for ellipses and new axes have no counterpart here");
    }
    int x = op.inputs().get(0);
    Shape in = ir.shape(x);
    int rank = in.rank();
    int[] begin = padded(ir.parameter(op, 1), rank, 0);
    int[] end = padded(ir.parameter(op, 2), rank, 0);
    int[] step = padded(ir.parameter(op, 3), rank, 1);
    int given = ir.parameter(op, 1).length;
    int[] openBegin = new int[rank];
    int[] openEnd = new int[rank];
    List<Integer> shrunk = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      if (axis < given && bit(slice.shrinkAxisMask(), axis)) {
        shrunk.add(axis);
        step[axis] = 1;
        // Behind the last element the count from the end would start again.
        end[axis] = begin[axis] == -1 ? in.extent(axis) : begin[axis] + 1;
      } else {
        openBegin[axis] = axis >= given || bit(slice.beginMask(), axis) ? 1 : 0;
        openEnd[axis] = axis >= given || bit(slice.endMask(), axis) ? 1 : 0;
      }
    }
    Shape out = ir.shape(op.outputs().get(0));
    Layout layout = ir.layoutOf(x);
    Layout kept = layout.without(shrunk);
    IrValue value =
        ir.main(
            "StridedSlice",
            "opset1",
            Map.of(
                "begin_mask", IrDocument.list(layout.apply(openBegin)),
                "end_mask", IrDocument.list(layout.apply(openEnd)),
                "new_axis_mask", "",
                "shrink_axis_mask", "",
                "ellipsis_mask", ""),
            List.of(
                ir.value(x),
                ir.integers(layout.apply(begin)),
                ir.integers(layout.apply(end)),
                ir.integers(layout.apply(step))),
            layout.apply(withAxes(out, shrunk)));
    IrValue result = shrunk.isEmpty() ? value : ir.reshape(value, kept.apply(out));
    ir.place(op.outputs().get(0), result, kept);
  }

  private static boolean bit(int mask, int axis) {
    return (mask >> axis & 1) != 0;
  }

  private static int[] padded(int[] values, int rank, int rest) {
    int[] all = Arrays.copyOf(values, rank);
    Arrays.fill(all, Math.min(values.length, rank), rank, rest);
    return all;
  }

  private static Shape withAxes(Shape shape, List<Integer> ones) {
    List<Integer> extents = new ArrayList<>();
    for (int extent : shape.toArray()) {
      extents.add(extent);
    }
    ones.forEach(axis -> extents.add(axis, 1));
    return Shape.of(extents);
  }

  IrValue pad(Op op) {
    int x = op.inputs().get(0);
    Layout layout = ir.layoutOf(x);
    int[] paddings = ir.parameter(op, 1);
    int rank = layout.rank();
    int[] before = IntStream.range(0, rank).map(axis -> paddings[2 * axis]).toArray();
    int[] after = IntStream.range(0, rank).map(axis -> paddings[2 * axis + 1]).toArray();
    return ir.main(
        "Pad",
        "opset1",
        Map.of("pad_mode", "constant"),
        List.of(
            ir.value(x),
            ir.integers(layout.apply(before)),
            ir.integers(layout.apply(after)),
            ir.numbers(Shape.scalar(), 0)),
        layout.apply(ir.shape(op.outputs().get(0))));
  }

  void reduce(Op op, Attributes.Reduce reduce) {
    int x = op.inputs().get(0);
    Layout layout = ir.layoutOf(x);
    int rank = layout.rank();
    List<Integer> axes =
        Arrays.stream(ir.parameter(op, 1))
            .map(axis -> axis < 0 ? axis + rank : axis)
            .distinct()
            .sorted()
            .boxed()
            .toList();
    Layout kept = reduce.keepDims() ? layout : layout.without(axes);
    IrValue value =
        ir.main(
            op.type() == OpType.MEAN ? "ReduceMean" : "ReduceSum",
            "opset1",
            Map.of("keep_dims", Boolean.toString(reduce.keepDims())),
            List.of(
                ir.value(x),
                ir.integers(axes.stream().mapToInt(layout::position).sorted().toArray())),
            kept.apply(ir.shape(op.outputs().get(0))));
    ir.place(op.outputs().get(0), value, kept);
  }

  IrValue softmax(Op op, Attributes.Softmax softmax) {
    int x = op.inputs().get(0);
    IrValue value = ir.value(x);
    if (softmax.beta() != 1) {
      value =
          ir.helper(
              "Multiply",
              "opset1",
              Map.of("auto_broadcast", "numpy"),
              List.of(value, ir.numbers(Shape.scalar(), softmax.beta())),
              value.shape());
    }
    String axis = Integer.toString(ir.layoutOf(x).position(-1));
    return ir.main("SoftMax", "opset1", Map.of("axis", axis), List.of(value), value.shape());
  }
}
