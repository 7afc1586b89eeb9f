package dev.meterfarm.predictor.features;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.Tensor;
import dev.meterfarm.graph.cost.OpCosts;
import dev.meterfarm.predictor.kernels.Kernel;

/** What the features of one kernel are computed from, each part once. For one thread. */
final class KernelView {
  private final Graph graph;
  private final Kernel kernel;
  private final Op main;
  private final KernelTraffic traffic;
  private final KernelWork work;
  private final MatrixView matrix;
  private final int fusedClamps;
  private final int fusedAdds;
  private final int fusedOthers;
  private final double fusedBytes;

  KernelView(Graph graph, Kernel kernel) {
    this.graph = graph;
    this.kernel = kernel;
    this.main = graph.op(kernel.mainOp());
    this.traffic = KernelTraffic.of(graph, kernel);
    double flops = 0;
    int clamps = 0;
    int adds = 0;
    int others = 0;
    for (int at : kernel.ops()) {
      Op op = graph.op(at);
      flops += OpCosts.of(graph, at).flops();
      if (isClamp(op.activation())) {
        clamps++;
      } else if (op.activation() != Activation.NONE) {
        others++;
      }
      if (at != kernel.mainOp()) {
        if (isClamp(op.type())) {
          clamps++;
        } else if (op.type() == OpType.ADD || op.type() == OpType.SUB) {
          adds++;
        } else {
          others++;
        }
      }
    }
    this.fusedClamps = clamps;
    this.fusedAdds = adds;
    this.fusedOthers = others;
    this.work = new KernelWork(flops, traffic.total());
    this.fusedBytes = kernel.ops().size() == 1 ? 0 : Math.max(0, traffic.total() - mainBytes());
    this.matrix = MatrixView.of(graph, main);
  }

  private double mainBytes() {
    double sum = 0;
    for (int input : main.inputs()) {
      sum += input == Op.ABSENT ? 0 : graph.tensor(input).bytes();
    }
    for (int output : main.outputs()) {
      sum += graph.tensor(output).bytes();
    }
    return sum;
  }

  private static boolean isClamp(Activation activation) {
    return switch (activation) {
      case RELU, RELU6, RELU_N1_TO_1 -> true;
      case NONE, TANH, SIGN_BIT -> false;
    };
  }

  private static boolean isClamp(OpType type) {
    return type == OpType.RELU || type == OpType.RELU6 || type == OpType.RELU_N1_TO_1;
  }

  Graph graph() {
    return graph;
  }

  Kernel kernel() {
    return kernel;
  }

  /** The op that names the family. */
  Op main() {
    return main;
  }

  KernelTraffic traffic() {
    return traffic;
  }

  KernelWork work() {
    return work;
  }

  /** The matrix product that the main op is; only for families that are one. */
  MatrixView matrix() {
    return matrix;
  }

  int fusedClamps() {
    return fusedClamps;
  }

  int fusedAdds() {
    return fusedAdds;
  }

  int fusedOthers() {
    return fusedOthers;
  }

  /** Bytes at the kernel's edges beyond those of the main op alone, at least 0. */
  double fusedBytes() {
    return fusedBytes;
  }

  Tensor input(int position) {
    return graph.tensor(main.inputs().get(position));
  }

  Shape inputShape(int position) {
    return input(position).shape();
  }

  Shape outputShape() {
    return graph.tensor(main.outputs().get(0)).shape();
  }
}
