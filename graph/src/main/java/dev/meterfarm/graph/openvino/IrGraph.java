package dev.meterfarm.graph.openvino;

import dev.meterfarm.graph.Constant;
import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.Tensor;
import dev.meterfarm.graph.UnwritableGraphException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the graph's tensors lie in the document: each as a value with a layout, brought into
 * another layout when an op wants it so, once for all that want it. For one call of one thread.
 */
final class IrGraph {
  private record Placed(IrValue value, Layout layout) {}

  private record Wanted(int tensor, Layout layout) {}

  private final Graph graph;
  private final IrDocument document;
  private final IrConstants constants;
  private final ElementType floats;
  private final Map<Integer, Placed> placed = new HashMap<>();
  private final Map<Wanted, IrValue> moved = new HashMap<>();
  private String scope = "";
  private int parts;

  IrGraph(Graph graph, IrDocument document, IrConstants constants, IrPrecision precision) {
    this.graph = graph;
    this.document = document;
    this.constants = constants;
    this.floats = precision.type();
  }

  /** Layers that are added from now on belong to this op and bear its name. */
  void enter(int op) {
    scope = "op" + op + "_" + graph.op(op).type().word();
    parts = 0;
  }

  /** The element type of what the model computes with. */
  ElementType floats() {
    return floats;
  }

  Shape shape(int tensor) {
    return graph.tensor(tensor).shape();
  }

  boolean isConstant(int tensor) {
    return graph.tensor(tensor).isConstant();
  }

  Layout layoutOf(int tensor) {
    if (isConstant(tensor)) {
      return Layout.plain(shape(tensor).rank());
    }
    return placed.get(tensor).layout();
  }

  /** Says what an op made of a tensor. */
  void place(int tensor, IrValue value, Layout layout) {
    placed.put(tensor, new Placed(value, layout));
  }

  /** A tensor in the layout in which it lies. */
  IrValue value(int tensor) {
    return value(tensor, layoutOf(tensor));
  }

  /** A tensor in this layout, brought there by a transposition where it must be. */
  IrValue value(int tensor, Layout layout) {
    if (isConstant(tensor)) {
      return constant(tensor, shape(tensor), layout);
    }
    Placed of = placed.get(tensor);
    if (of.layout().equals(layout)) {
      return of.value();
    }
    return moved.computeIfAbsent(
        new Wanted(tensor, layout), key -> move(of.value(), of.layout(), layout, shape(tensor)));
  }

  /** Goes over from one layout to another; a mere reshape where no byte has to move. */
  IrValue move(IrValue value, Layout from, Layout to, Shape shape) {
    if (from.equals(to)) {
      return value;
    }
    if (from.sameBytes(to, shape)) {
      return reshape(value, to.apply(shape));
    }
    IrValue order = integers(from.permutation(to));
    return helper("Transpose", "opset1", Map.of(), List.of(value, order), to.apply(shape));
  }

  IrValue reshape(IrValue value, Shape shape) {
    IrValue wanted = integers(shape.toArray());
    return helper(
        "Reshape", "opset1", Map.of("special_zero", "false"), List.of(value, wanted), shape);
  }

  /**
   * A constant of the graph.
   *
   * @param shape its extents, perhaps with leading ones added
   * @param layout the order of its axes in the file
   */
  IrValue constant(int tensor, Shape shape, Layout layout) {
    Tensor of = graph.tensor(tensor);
    if (of.type() != ElementType.FLOAT32) {
      throw unwritable(
          "its input '" + of.name() + "' is of type " + of.type() + ", not of 32-bit floats");
    }
    return constant(of.constant().orElseThrow(), of.type(), floats, shape, layout);
  }

  /** A list of integers, as shapes and axes are given. */
  IrValue integers(int... values) {
    Shape shape = Shape.of(values.length);
    ElementType type = ElementType.INT64;
    return constant(new Constant.Ints(values), type, type, shape, Layout.plain(1));
  }

  /** A single integer. */
  IrValue integer(int value) {
    ElementType type = ElementType.INT64;
    return constant(new Constant.Ints(value), type, type, Shape.scalar(), Layout.plain(0));
  }

  /** Floats of the model's type. */
  IrValue numbers(Shape shape, float... values) {
    return constant(new Constant.Floats(values), floats, floats, shape, Layout.plain(shape.rank()));
  }

  /** Floats that stay at 32 bits in any model. */
  IrValue factors(float... values) {
    ElementType type = ElementType.FLOAT32;
    return constant(
        new Constant.Floats(values), type, type, Shape.of(values.length), Layout.plain(1));
  }

  private IrValue constant(
      Constant content, ElementType from, ElementType to, Shape shape, Layout layout) {
    IrConstants.Place place = constants.add(content, from, to, shape, layout);
    Shape written = layout.apply(shape);
    Map<String, String> data =
        Map.of(
            "element_type", IrTypes.elementType(to),
            "shape", IrDocument.list(written.toArray()),
            "offset", Long.toString(place.offset()),
            "size", Long.toString(place.bytes()));
    return document
        .layer(partName("const"), "Const", "opset1", data, List.of(), List.of(written), to)
        .get(0);
  }

  /** The layer that stands for the op itself. */
  IrValue main(
      String type, String opset, Map<String, String> data, List<IrValue> inputs, Shape shape) {
    return main(type, opset, data, inputs, List.of(shape)).get(0);
  }

  /** The layer that stands for the op itself, with several outputs. */
  List<IrValue> main(
      String type, String opset, Map<String, String> data, List<IrValue> inputs, List<Shape> out) {
    return document.layer(scope, type, opset, data, inputs, out, floats);
  }

  /** A layer that the op needs beside its own. */
  IrValue helper(
      String type, String opset, Map<String, String> data, List<IrValue> inputs, Shape shape) {
    return document.layer(partName(type), type, opset, data, inputs, List.of(shape), floats).get(0);
  }

  private String partName(String type) {
    return scope + "/" + type + "_" + parts++;
  }

  /** The integers that an op carries as a constant input. */
  int[] parameter(Op op, int position) {
    Tensor tensor = graph.tensor(op.inputs().get(position));
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
    }
    throw unwritable("its parameter '" + tensor.name() + "' is no constant of 32-bit integers");
  }

  /** Why the op at hand cannot be written. */
  UnwritableGraphException unwritable(String why) {
    return new UnwritableGraphException(graph.name(), "OpenVINO IR, " + scope + ": " + why);
  }
}
