package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts a lone relu inside the op before it, as the converter does where nobody else reads that op's
 * output. Stateless.
 */
final class ActivationBaking {
  private ActivationBaking() {}

  /** The same network with its relus baked in where they can be; the given one where none can. */
  static Graph in(Graph graph) {
    Map<Integer, Integer> reluAfter = new HashMap<>();
    for (int at = 0; at < graph.ops().size(); at++) {
      Op op = graph.op(at);
      if (op.type() == OpType.RELU && canTake(graph, op.inputs().get(0))) {
        reluAfter.put(graph.producer(op.inputs().get(0)), at);
      }
    }
    return reluAfter.isEmpty() ? graph : rebuilt(graph, reluAfter);
  }

  private static boolean canTake(Graph graph, int tensor) {
    int producer = graph.producer(tensor);
    if (producer < 0 || graph.isOutput(tensor) || graph.consumers(tensor).size() != 1) {
      return false;
    }
    Op op = graph.op(producer);
    return switch (op.type()) {
      case CONV, DWCONV, FULLY_CONNECTED, ADD, MUL, SUB, DIV, MAX_POOL, AVG_POOL ->
          op.activation() == Activation.NONE;
      default -> false;
    };
  }

  private static Graph rebuilt(Graph graph, Map<Integer, Integer> reluAfter) {
    List<Op> ops = new ArrayList<>();
    boolean[] dropped = new boolean[graph.tensors().size()];
    for (int at = 0; at < graph.ops().size(); at++) {
      Op op = graph.op(at);
      if (reluAfter.containsKey(at)) {
        dropped[op.outputs().get(0)] = true;
        ops.add(
            new Op(
                op.type(),
                op.inputs(),
                graph.op(reluAfter.get(at)).outputs(),
                op.attributes().withActivation(Activation.RELU)));
      } else if (!reluAfter.containsValue(at)) {
        ops.add(op);
      }
    }
    return compacted(graph, ops, dropped);
  }

  private static Graph compacted(Graph graph, List<Op> ops, boolean[] dropped) {
    int[] renumbered = new int[dropped.length];
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < dropped.length; i++) {
      renumbered[i] = tensors.size();
      if (!dropped[i]) {
        tensors.add(graph.tensor(i));
      }
    }
    List<Op> moved =
        ops.stream()
            .map(
                op ->
                    new Op(
                        op.type(),
                        move(op.inputs(), renumbered),
                        move(op.outputs(), renumbered),
                        op.attributes()))
            .toList();
    return new Graph(
        graph.name(),
        tensors,
        moved,
        move(graph.inputs(), renumbered),
        move(graph.outputs(), renumbered));
  }

  private static List<Integer> move(List<Integer> tensors, int[] renumbered) {
    return tensors.stream().map(i -> i == Op.ABSENT ? i : renumbered[i]).toList();
  }
}
