package dev.meterfarm.predictor.features;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Tensor;
import dev.meterfarm.predictor.kernels.Kernel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Bytes that cross a kernel's edges.
 *
 * @param inputBytes variable tensors read, each once
 * @param constantBytes constants read, each once
 * @param outputBytes tensors written that somebody outside reads
 */
record KernelTraffic(double inputBytes, double constantBytes, double outputBytes) {

  double total() {
    return inputBytes + constantBytes + outputBytes;
  }

  static KernelTraffic of(Graph graph, Kernel kernel) {
    List<Integer> ops = kernel.ops();
    Set<Integer> seen = new HashSet<>();
    double inputs = 0;
    double constants = 0;
    double outputs = 0;
    for (int at : ops) {
      Op op = graph.op(at);
      for (int input : op.inputs()) {
        if (input == Op.ABSENT || !seen.add(input)) {
          continue;
        }
        Tensor tensor = graph.tensor(input);
        if (tensor.isConstant()) {
          constants += tensor.bytes();
        } else {
          inputs += readBytes(graph, op, tensor);
        }
      }
      for (int output : op.outputs()) {
        seen.add(output);
        if (leaves(graph, ops, at, output)) {
          outputs += graph.tensor(output).bytes();
        }
      }
    }
    return new KernelTraffic(inputs, constants, outputs);
  }

  /** A slice reads no more than it writes. */
  private static double readBytes(Graph graph, Op op, Tensor tensor) {
    return op.type() == OpType.STRIDED_SLICE
        ? graph.tensor(op.outputs().get(0)).bytes()
        : tensor.bytes();
  }

  private static boolean leaves(Graph graph, List<Integer> ops, int op, int output) {
    if (op == ops.get(ops.size() - 1) || graph.isOutput(output)) {
      return true;
    }
    for (int reader : graph.consumers(output)) {
      if (!ops.contains(reader)) {
        return true;
      }
    }
    return false;
  }
}
