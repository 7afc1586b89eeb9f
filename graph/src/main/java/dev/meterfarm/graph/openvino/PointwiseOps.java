package dev.meterfarm.graph.openvino;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Ops that treat every element alike, and so take their tensors in any layout. */
final class PointwiseOps {
  private static final Map<String, String> NUMPY = Map.of("auto_broadcast", "numpy");

  /** Operators that are the same in both, without attributes. */
  private static final Map<OpType, String> UNARY =
      Map.of(
          OpType.RELU, "ReLU",
          OpType.SIGMOID, "Sigmoid",
          OpType.TANH, "Tanh",
          OpType.NEG, "Negative",
          OpType.ABS, "Abs",
          OpType.EXP, "Exp",
          OpType.SQRT, "Sqrt");

  private static final Map<OpType, String> BINARY =
      Map.of(
          OpType.ADD, "Add",
          OpType.MUL, "Multiply",
          OpType.SUB, "Subtract",
          OpType.DIV, "Divide",
          OpType.MAXIMUM, "Maximum",
          OpType.MINIMUM, "Minimum",
          OpType.SQUARED_DIFFERENCE, "SquaredDifference");

  private final IrGraph ir;
  private final Map<OpType, UnaryOperator<IrValue>> specials =
      Map.of(
          OpType.RELU6, x -> clamp(x, 0, 6),
          OpType.RELU_N1_TO_1, x -> clamp(x, -1, 1),
          OpType.ELU, this::elu,
          OpType.SQUARE, this::square,
          OpType.RSQRT, x -> power(x, -0.5f),
          OpType.HARD_SWISH, x -> plain("HSwish", "opset4", x));

  PointwiseOps(IrGraph ir) {
    this.ir = ir;
  }

  IrValue unary(Op op) {
    int tensor = op.inputs().get(0);
    IrValue x = ir.value(tensor);
    Attributes of = op.attributes();
    if (of instanceof Attributes.Gelu gelu) {
      return gelu(x, gelu);
    }
    if (of instanceof Attributes.LeakyRelu leaky) {
      return slope(x, ir.numbers(Shape.of(1), leaky.alpha()));
    }
    if (op.type() == OpType.PRELU) {
      int rank = ir.shape(tensor).rank();
      return slope(x, operand(op.inputs().get(1), rank, ir.layoutOf(tensor)));
    }
    UnaryOperator<IrValue> special = specials.get(op.type());
    return special == null ? plain(name(UNARY, op), "opset1", x) : special.apply(x);
  }

  private IrValue plain(String type, String opset, IrValue x) {
    return ir.main(type, opset, Map.of(), List.of(x), x.shape());
  }

  private IrValue clamp(IrValue x, int low, int high) {
    return ir.main("Clamp", "opset1", limits(low, high), List.of(x), x.shape());
  }

  private static Map<String, String> limits(int low, int high) {
    return Map.of("min", Integer.toString(low), "max", Integer.toString(high));
  }

  private IrValue elu(IrValue x) {
    return ir.main("Elu", "opset1", Map.of("alpha", "1"), List.of(x), x.shape());
  }

  private IrValue square(IrValue x) {
    return ir.main("Multiply", "opset1", NUMPY, List.of(x, x), x.shape());
  }

  private IrValue gelu(IrValue x, Attributes.Gelu gelu) {
    String form = gelu.approximate() ? "TANH" : "ERF";
    return ir.main("Gelu", "opset7", Map.of("approximation_mode", form), List.of(x), x.shape());
  }

  private IrValue power(IrValue x, float exponent) {
    IrValue constant = ir.numbers(Shape.scalar(), exponent);
    return ir.main("Power", "opset1", NUMPY, List.of(x, constant), x.shape());
  }

  private IrValue slope(IrValue x, IrValue slope) {
    return ir.main("PReLU", "opset1", Map.of(), List.of(x, slope), x.shape());
  }

  /** The layout of what {@link #binary} makes. */
  Layout binaryLayout(Op op) {
    int rank = ir.shape(op.outputs().get(0)).rank();
    long most = -1;
    Layout layout = Layout.usual(rank);
    for (int input : op.inputs()) {
      Shape shape = ir.shape(input);
      if (!ir.isConstant(input) && shape.rank() == rank && shape.elements() > most) {
        most = shape.elements();
        layout = ir.layoutOf(input);
      }
    }
    return layout;
  }

  IrValue binary(Op op, Layout layout) {
    Shape out = ir.shape(op.outputs().get(0));
    List<IrValue> operands =
        List.of(
            operand(op.inputs().get(0), out.rank(), layout),
            operand(op.inputs().get(1), out.rank(), layout));
    return ir.main(name(BINARY, op), "opset1", NUMPY, operands, layout.apply(out));
  }

  private String name(Map<OpType, String> names, Op op) {
    String name = names.get(op.type());
    if (name == null) {
      throw ir.unwritable("it does not have its usual form");
    }
    return name;
  }

  /** A tensor, with leading axes of extent 1 up to this rank, in this layout. */
  private IrValue operand(int tensor, int rank, Layout layout) {
    Shape shape = ir.shape(tensor);
    if (shape.rank() == rank) {
      return ir.value(tensor, layout);
    }
    int[] extents = new int[rank];
    Arrays.fill(extents, 1);
    int[] own = shape.toArray();
    System.arraycopy(own, 0, extents, rank - own.length, own.length);
    Shape extended = Shape.of(extents);
    if (ir.isConstant(tensor)) {
      return ir.constant(tensor, extended, layout);
    }
    IrValue plain = ir.reshape(ir.value(tensor, Layout.plain(own.length)), extended);
    return ir.move(plain, Layout.plain(rank), layout, extended);
  }

  /** What an activation inside an op makes of the op's result. */
  IrValue activated(Activation activation, IrValue x) {
    return switch (activation) {
      case NONE -> x;
      case RELU -> ir.helper("ReLU", "opset1", Map.of(), List.of(x), x.shape());
      case RELU6 -> ir.helper("Clamp", "opset1", limits(0, 6), List.of(x), x.shape());
      case RELU_N1_TO_1 -> ir.helper("Clamp", "opset1", limits(-1, 1), List.of(x), x.shape());
      case TANH -> ir.helper("Tanh", "opset1", Map.of(), List.of(x), x.shape());
      case SIGN_BIT -> throw ir.unwritable("OpenVINO has no activation SIGN_BIT");
    };
  }
}
