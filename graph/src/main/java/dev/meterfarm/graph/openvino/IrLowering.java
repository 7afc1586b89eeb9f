package dev.meterfarm.graph.openvino;

import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.Tensor;
import dev.meterfarm.graph.UnwritableGraphException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Says a graph in OpenVINO's operators: 1. inputs, each in the layout that saves transpositions; 2.
 * ops in order, each as one main layer with helpers for bias and activation; 3. outputs, as they
 * lie. For one call of one thread.
 */
final class IrLowering {
  private final Graph graph;
  private final IrDocument document;
  private final IrGraph ir;
  private final WindowOps windows;
  private final MatrixOps matrices;
  private final PointwiseOps pointwise;
  private final ShapeOps shapes;
  private final List<IrPort> inputs = new ArrayList<>();
  private final List<IrPort> outputs = new ArrayList<>();

  IrLowering(Graph graph, IrDocument document, IrConstants constants, IrPrecision precision) {
    this.graph = graph;
    this.document = document;
    this.ir = new IrGraph(graph, document, constants, precision);
    this.windows = new WindowOps(ir);
    this.shapes = new ShapeOps(ir);
    this.matrices = new MatrixOps(ir, shapes);
    this.pointwise = new PointwiseOps(ir);
  }

  IrModel run() {
    LayoutWishes wishes = new LayoutWishes(graph);
    for (int input : graph.inputs()) {
      parameter(input, wishes.of(input));
    }
    for (int i = 0; i < graph.ops().size(); i++) {
      ir.enter(i);
      Op op = graph.op(i);
      requireFloats(op);
      try {
        lower(op);
      } catch (ClassCastException | IndexOutOfBoundsException e) {
        throw new UnwritableGraphException(
            graph.name(),
            "OpenVINO IR: op " + i + " (" + op.displayName() + ") does not have its usual form",
            e);
      }
    }
    for (int output : graph.outputs()) {
      result(output);
    }
    return new IrModel(inputs, outputs);
  }

  private void parameter(int tensor, Layout layout) {
    Tensor of = graph.tensor(tensor);
    if (of.type() != ElementType.FLOAT32) {
      throw new UnwritableGraphException(
          graph.name(),
          "OpenVINO IR: input '" + of.name() + "' is of type " + of.type() + ", not FLOAT32");
    }
    String name = numbered("input", inputs.size());
    Shape shape = layout.apply(of.shape());
    Map<String, String> data =
        Map.of(
            "shape", IrDocument.list(shape.toArray()),
            "element_type", IrTypes.elementType(ir.floats()));
    IrValue value =
        document
            .layer(name, "Parameter", "opset1", data, List.of(), List.of(shape), ir.floats())
            .get(0);
    document.nameTensor(value, name);
    inputs.add(new IrPort(name, shape, layout.axes()));
    ir.place(tensor, value, layout);
  }

  private void result(int tensor) {
    String name = numbered("output", outputs.size());
    IrValue value = ir.value(tensor);
    document.nameTensor(value, name);
    document.layer(name, "Result", "opset1", Map.of(), List.of(value), List.of(), ir.floats());
    outputs.add(new IrPort(name, value.shape(), ir.layoutOf(tensor).axes()));
  }

  private static String numbered(String word, int index) {
    return index == 0 ? word : word + "_" + index;
  }

  private void requireFloats(Op op) {
    for (int output : op.outputs()) {
      ElementType type = graph.tensor(output).type();
      if (type != ElementType.FLOAT32) {
        throw ir.unwritable("its result is of type " + type + ", not of 32-bit floats");
      }
    }
  }

  private void lower(Op op) {
    int out = op.outputs().get(0);
    Layout image = Layout.CHANNELS_FIRST;
    Attributes of = op.attributes();
    switch (op.type()) {
      case CONV -> place(op, windows.conv(op, (Attributes.Conv) of), image);
      case DWCONV -> place(op, windows.depthwise(op, (Attributes.DepthwiseConv) of), image);
      case TRANSPOSED_CONV ->
          place(op, windows.transposed(op, (Attributes.TransposedConv) of), image);
      case MAX_POOL, AVG_POOL -> place(op, windows.pool(op, (Attributes.Pool) of), image);
      case RESIZE_BILINEAR, RESIZE_NEAREST ->
          place(op, windows.resize(op, (Attributes.Resize) of), image);
      case FULLY_CONNECTED ->
          place(
              op,
              matrices.fullyConnected(op, (Attributes.FullyConnected) of),
              Layout.plain(ir.shape(out).rank()));
      case BATCH_MATMUL ->
          place(
              op,
              matrices.batchMatMul(op, (Attributes.BatchMatMul) of),
              Layout.plain(ir.shape(out).rank()));
      case ADD, MUL, SUB, DIV, MAXIMUM, MINIMUM, SQUARED_DIFFERENCE -> {
        Layout layout = pointwise.binaryLayout(op);
        place(op, pointwise.binary(op, layout), layout);
      }
      case RSQRT, SQRT, NEG, ABS, EXP, SQUARE, RELU, RELU6, RELU_N1_TO_1, LEAKY_RELU, PRELU ->
          place(op, pointwise.unary(op), ir.layoutOf(op.inputs().get(0)));
      case HARD_SWISH, SIGMOID, TANH, GELU, ELU ->
          place(op, pointwise.unary(op), ir.layoutOf(op.inputs().get(0)));
      case CONCAT -> {
        Layout layout = shapes.concatLayout(op);
        place(op, shapes.concat(op, (Attributes.Concat) of, layout), layout);
      }
      case SPLIT -> shapes.split(op, (Attributes.Split) of);
      case STRIDED_SLICE -> shapes.stridedSlice(op, (Attributes.StridedSlice) of);
      case RESHAPE, SQUEEZE, EXPAND_DIMS -> shapes.reshape(op);
      case TRANSPOSE -> shapes.transpose(op);
      case PAD -> place(op, shapes.pad(op), ir.layoutOf(op.inputs().get(0)));
      case MEAN, SUM -> shapes.reduce(op, (Attributes.Reduce) of);
      case SOFTMAX ->
          place(op, shapes.softmax(op, (Attributes.Softmax) of), ir.layoutOf(op.inputs().get(0)));
      case OTHER, CUSTOM ->
          throw ir.unwritable(
              "operator " + op.displayName() + " has no counterpart in OpenVINO that we know of");
    }
  }

  private void place(Op op, IrValue value, Layout layout) {
    ir.place(op.outputs().get(0), pointwise.activated(op.activation(), value), layout);
  }
}
