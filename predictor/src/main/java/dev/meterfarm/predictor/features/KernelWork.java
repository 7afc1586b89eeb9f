package dev.meterfarm.predictor.features;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.cost.OpCosts;
import dev.meterfarm.predictor.kernels.Kernel;

/**
 * How much a kernel computes and moves.
 *
 * @param flops floating-point operations, a multiply-add being two; at least 0
 * @param bytes bytes read and written at the kernel's edges, constants included; what stays between
 *     its ops does not count; at least 0
 */
public record KernelWork(double flops, double bytes) {

  /** The work of a kernel of {@code graph}. */
  public static KernelWork of(Graph graph, Kernel kernel) {
    KernelTraffic traffic = KernelTraffic.of(graph, kernel);
    double flops = 0;
    for (int op : kernel.ops()) {
      flops += OpCosts.of(graph, op).flops();
    }
    return new KernelWork(flops, traffic.total());
  }
}
