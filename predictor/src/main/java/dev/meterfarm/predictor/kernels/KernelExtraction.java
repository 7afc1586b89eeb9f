package dev.meterfarm.predictor.kernels;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Constant;
import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Cuts one kernel out of a graph, in canonical form. For one call.
 *
 * <p>Float constants become seeded ones that follow from their position and shape alone: time does
 * not depend on weights, and kernels of different networks shall be equal. Integer constants
 * (shapes, axes, paddings) stay.
 */
final class KernelExtraction {
  private final Graph graph;
  private final List<Tensor> tensors = new ArrayList<>();
  private final Map<Integer, Integer> moved = new HashMap<>();
  private final List<Integer> inputs = new ArrayList<>();
  private final List<Op> ops = new ArrayList<>();

  private KernelExtraction(Graph graph) {
    this.graph = graph;
  }

  static Graph extract(Graph graph, Kernel kernel) {
    KernelExtraction extraction = new KernelExtraction(graph);
    for (int op : kernel.ops()) {
      extraction.add(graph.op(op));
    }
    return new Graph(
        "", extraction.tensors, extraction.ops, extraction.inputs, extraction.outputs(kernel));
  }

  private void add(Op op) {
    Optional<Activation> clamp = clampOf(op.type());
    if (clamp.isPresent() && !ops.isEmpty()) {
      int last = ops.size() - 1;
      Op before = ops.get(last);
      int between = op.inputs().get(0);
      Integer source = moved.get(between);
      if (before.activation() == Activation.NONE
          && takesClamp(before.type())
          && graph.consumers(between).size() == 1
          && !graph.isOutput(between)
          && before.outputs().get(0).equals(source)) {
        moved.put(op.outputs().get(0), source);
        ops.set(
            last,
            new Op(
                before.type(),
                before.inputs(),
                before.outputs(),
                before.attributes().withActivation(clamp.get())));
        return;
      }
    }
    List<Integer> operands = new ArrayList<>();
    for (int position = 0; position < op.inputs().size(); position++) {
      operands.add(operand(op, position));
    }
    List<Integer> results = new ArrayList<>();
    for (int output : op.outputs()) {
      results.add(move(output, graph.tensor(output)));
    }
    ops.add(new Op(op.type(), operands, results, op.attributes()));
  }

  private int operand(Op op, int position) {
    int input = op.inputs().get(position);
    if (input == Op.ABSENT) {
      return Op.ABSENT;
    }
    Integer known = moved.get(input);
    if (known != null) {
      return known;
    }
    Tensor tensor = graph.tensor(input);
    Optional<Constant> constant = tensor.constant();
    if (constant.isPresent() && tensor.type() == ElementType.FLOAT32) {
      constant =
          Optional.of(new Constant.Seeded(tensors.size(), scale(op, position, tensor.shape())));
    }
    int index = move(input, new Tensor(tensor.name(), tensor.shape(), tensor.type(), constant));
    if (constant.isEmpty()) {
      inputs.add(index);
    }
    return index;
  }

  private int move(int from, Tensor tensor) {
    int index = tensors.size();
    tensors.add(new Tensor("t" + index, tensor.shape(), tensor.type(), tensor.constant()));
    moved.put(from, index);
    return index;
  }

  /** Half the width of a constant's range, so that no depth of ops overflows or vanishes. */
  private static float scale(Op op, int position, Shape shape) {
    if (position != 1) {
      return 0.1f;
    }
    return switch (op.type()) {
      case CONV, TRANSPOSED_CONV, FULLY_CONNECTED -> he(shape.elements() / outermost(shape));
      case DWCONV -> he(shape.elements() / Math.max(1, shape.channels()));
      default -> 1f;
    };
  }

  private static long outermost(Shape shape) {
    return shape.rank() == 0 ? 1 : Math.max(1, shape.extent(0));
  }

  private static float he(long fanIn) {
    return (float) Math.sqrt(6.0 / Math.max(1, fanIn)) * 0.85f;
  }

  private static Optional<Activation> clampOf(OpType type) {
    return switch (type) {
      case RELU -> Optional.of(Activation.RELU);
      case RELU6 -> Optional.of(Activation.RELU6);
      case RELU_N1_TO_1 -> Optional.of(Activation.RELU_N1_TO_1);
      default -> Optional.empty();
    };
  }

  private static boolean takesClamp(OpType type) {
    return switch (type) {
      case CONV, DWCONV, TRANSPOSED_CONV, FULLY_CONNECTED, MAX_POOL, AVG_POOL -> true;
      default -> false;
    };
  }

  private List<Integer> outputs(Kernel kernel) {
    List<Integer> outputs = new ArrayList<>();
    for (int op : kernel.ops()) {
      for (int output : graph.op(op).outputs()) {
        boolean leaves = graph.isOutput(output) || op == kernel.lastOp();
        for (int reader : graph.consumers(output)) {
          leaves |= !kernel.ops().contains(reader);
        }
        Integer index = moved.get(output);
        if (leaves && !outputs.contains(index)) {
          outputs.add(index);
        }
      }
    }
    return outputs;
  }
}
