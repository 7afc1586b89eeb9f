package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.Tensor;

/**
 * How large a network is.
 *
 * @param multiplyAdds multiply-adds of its convolutions and fully connected layers, as papers count
 * @param parameters its float constants
 */
record GraphSize(long multiplyAdds, long parameters) {
  static GraphSize of(Graph graph) {
    long multiplyAdds = 0;
    for (Op op : graph.ops()) {
      multiplyAdds += multiplyAdds(graph, op);
    }
    long parameters = 0;
    for (Tensor tensor : graph.tensors()) {
      if (tensor.isConstant() && tensor.type() == ElementType.FLOAT32) {
        parameters += tensor.shape().elements();
      }
    }
    return new GraphSize(multiplyAdds, parameters);
  }

  private static long multiplyAdds(Graph graph, Op op) {
    return switch (op.type()) {
      case CONV, FULLY_CONNECTED -> {
        Shape weights = graph.tensor(op.inputs().get(1)).shape();
        yield out(graph, op).elements() * (weights.elements() / weights.extent(0));
      }
      case DWCONV -> {
        Shape weights = graph.tensor(op.inputs().get(1)).shape();
        yield out(graph, op).elements() * weights.extent(1) * weights.extent(2);
      }
      default -> 0;
    };
  }

  private static Shape out(Graph graph, Op op) {
    return graph.tensor(op.outputs().get(0)).shape();
  }

  /** Floating-point operations: two for each multiply-add. */
  long flops() {
    return 2 * multiplyAdds;
  }
}
