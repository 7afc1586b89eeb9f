package dev.meterfarm.graph.cost;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Constant;
import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.Tensor;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Counts what operators cost. Stateless and thread-safe.
 *
 * <p>FLOPs, with {@code out} the elements of the (first) output and {@code in} those of the input:
 *
 * <table>
 * <caption>FLOPs by operator</caption>
 * <tr><td>conv</td><td>2 x out x filter height x filter width x filter depth (= Cin / groups)</td></tr>
 * <tr><td>dwconv</td><td>2 x out x filter height x filter width</td></tr>
 * <tr><td>tconv</td><td>2 x in x filter height x filter width x output channels</td></tr>
 * <tr><td>fc</td><td>2 x out x columns of the weights</td></tr>
 * <tr><td>bmm</td><td>2 x out x inner extent</td></tr>
 * <tr><td>pools</td><td>out x window height x window width</td></tr>
 * <tr><td>mean, sum</td><td>in</td></tr>
 * <tr><td>softmax</td><td>5 x out</td></tr>
 * <tr><td>resize-bilinear</td><td>8 x out (four multiply-adds)</td></tr>
 * <tr><td>leaky-relu, prelu, squared-difference</td><td>2 x out</td></tr>
 * <tr><td>sigmoid, tanh, elu, hswish</td><td>4 x out</td></tr>
 * <tr><td>gelu</td><td>8 x out</td></tr>
 * <tr><td>other element-wise operators, operators not known</td><td>out</td></tr>
 * <tr><td>operators that only move data</td><td>0</td></tr>
 * <tr><td>a bias, a baked-in activation</td><td>out each, in addition</td></tr>
 * </table>
 */
public final class OpCosts {
  private OpCosts() {}

  /**
   * The cost of one operator. A tensor that it reads twice counts once.
   *
   * @throws IndexOutOfBoundsException if the graph has no such operator
   */
  public static OpCost of(Graph graph, int opIndex) {
    Op op = graph.op(opIndex);
    Set<Integer> weights = weights(graph, op);
    long inputBytes = 0;
    for (int tensor : new LinkedHashSet<>(op.inputs())) {
      if (tensor != Op.ABSENT && !graph.tensor(tensor).isConstant()) {
        inputBytes += graph.tensor(tensor).bytes();
      }
    }
    return new OpCost(
        flops(graph, op),
        weights.stream().mapToLong(tensor -> graph.tensor(tensor).shape().elements()).sum(),
        inputBytes,
        weights.stream().mapToLong(tensor -> graph.tensor(tensor).bytes()).sum(),
        op.outputs().stream().mapToLong(tensor -> graph.tensor(tensor).bytes()).sum());
  }

  /**
   * The sum over all operators. Weights that several operators or tensors share count once; a
   * variable tensor counts for every operator that reads it.
   */
  public static OpCost total(Graph graph) {
    OpCost sum = OpCost.ZERO;
    Set<Integer> tensors = new LinkedHashSet<>();
    for (int i = 0; i < graph.ops().size(); i++) {
      sum = sum.plus(of(graph, i));
      tensors.addAll(weights(graph, graph.op(i)));
    }
    long parameters = 0;
    long weightBytes = 0;
    Set<Constant> files = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Content> others = new HashSet<>();
    for (int index : tensors) {
      Tensor tensor = graph.tensor(index);
      Constant constant = tensor.constant().orElseThrow();
      boolean first =
          constant instanceof Constant.Bytes
              ? files.add(constant)
              : others.add(new Content(constant, tensor.bytes()));
      if (first) {
        parameters += tensor.shape().elements();
        weightBytes += tensor.bytes();
      }
    }
    return new OpCost(sum.flops(), parameters, sum.inputBytes(), weightBytes, sum.outputBytes());
  }

  private record Content(Constant constant, long bytes) {}

  /** The constants that are data for this operator. */
  private static Set<Integer> weights(Graph graph, Op op) {
    Set<Integer> weights = new LinkedHashSet<>();
    for (int position = 0; position < op.inputs().size(); position++) {
      if (op.hasInput(position) && isData(op.type(), position)) {
        Tensor tensor = graph.tensor(op.inputs().get(position));
        boolean indices =
            (op.type() == OpType.OTHER || op.type() == OpType.CUSTOM)
                && (tensor.type() == ElementType.INT32 || tensor.type() == ElementType.INT64);
        if (tensor.isConstant() && !indices) {
          weights.add(op.inputs().get(position));
        }
      }
    }
    return weights;
  }

  /** False where an input says how to compute: shapes, axes, sizes. */
  private static boolean isData(OpType type, int position) {
    return switch (type) {
      case TRANSPOSED_CONV, SPLIT -> position != 0;
      case RESHAPE,
          EXPAND_DIMS,
          TRANSPOSE,
          PAD,
          MEAN,
          SUM,
          RESIZE_BILINEAR,
          RESIZE_NEAREST,
          STRIDED_SLICE,
          SQUEEZE ->
          position == 0;
      case CONV,
          DWCONV,
          FULLY_CONNECTED,
          BATCH_MATMUL,
          MAX_POOL,
          AVG_POOL,
          ADD,
          MUL,
          SUB,
          DIV,
          MAXIMUM,
          MINIMUM,
          SQUARED_DIFFERENCE,
          RSQRT,
          SQRT,
          NEG,
          ABS,
          EXP,
          SQUARE,
          CONCAT,
          SOFTMAX,
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
          OTHER,
          CUSTOM ->
          true;
    };
  }

  private static long flops(Graph graph, Op op) {
    if (op.outputs().isEmpty()) {
      return 0;
    }
    long out = graph.tensor(op.outputs().get(0)).shape().elements();
    long activation = op.activation() == Activation.NONE ? 0 : out;
    return core(graph, op, out) + activation;
  }

  private static long core(Graph graph, Op op, long out) {
    return switch (op.type()) {
      case CONV -> {
        Shape filter = input(graph, op, 1);
        yield 2 * out * filter.height() * filter.width() * filter.channels() + bias(op, 2, out);
      }
      case DWCONV -> {
        Shape filter = input(graph, op, 1);
        yield 2 * out * filter.height() * filter.width() + bias(op, 2, out);
      }
      case TRANSPOSED_CONV -> {
        Shape filter = input(graph, op, 1);
        yield 2 * input(graph, op, 2).elements() * filter.height() * filter.width() * filter.batch()
            + bias(op, 3, out);
      }
      case FULLY_CONNECTED -> 2 * out * input(graph, op, 1).channels() + bias(op, 2, out);
      case BATCH_MATMUL -> {
        boolean transposed = ((Attributes.BatchMatMul) op.attributes()).transposeLeft();
        yield 2 * out * input(graph, op, 0).extent(transposed ? -2 : -1);
      }
      case MAX_POOL, AVG_POOL -> {
        Attributes.Pool pool = (Attributes.Pool) op.attributes();
        yield out * pool.filterHeight() * pool.filterWidth();
      }
      case MEAN, SUM -> input(graph, op, 0).elements();
      case SOFTMAX -> 5 * out;
      case RESIZE_BILINEAR, GELU -> 8 * out;
      case SIGMOID, TANH, ELU, HARD_SWISH -> 4 * out;
      case LEAKY_RELU, PRELU, SQUARED_DIFFERENCE -> 2 * out;
      case ADD,
          MUL,
          SUB,
          DIV,
          MAXIMUM,
          MINIMUM,
          RSQRT,
          SQRT,
          NEG,
          ABS,
          EXP,
          SQUARE,
          RELU,
          RELU6,
          RELU_N1_TO_1,
          OTHER,
          CUSTOM ->
          out;
      case CONCAT,
          SPLIT,
          STRIDED_SLICE,
          RESHAPE,
          SQUEEZE,
          EXPAND_DIMS,
          TRANSPOSE,
          PAD,
          RESIZE_NEAREST ->
          0;
    };
  }

  private static long bias(Op op, int position, long out) {
    return op.hasInput(position) ? out : 0;
  }

  private static Shape input(Graph graph, Op op, int position) {
    return graph.tensor(op.inputs().get(position)).shape();
  }
}
