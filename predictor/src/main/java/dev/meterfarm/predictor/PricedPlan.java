package dev.meterfarm.predictor;

import dev.meterfarm.predictor.context.ContextFeatures;
import dev.meterfarm.predictor.kernels.Kernel;
import dev.meterfarm.predictor.kernels.KernelPlan;
import java.util.List;
import java.util.Objects;

/**
 * A network's kernels and what each costs: what a prediction is made of. Immutable.
 *
 * @param plan the kernels
 * @param prices one for each kernel, in the order of the plan
 */
public record PricedPlan(KernelPlan plan, List<KernelPrice> prices) {
  public PricedPlan {
    Objects.requireNonNull(plan, "plan");
    prices = List.copyOf(prices);
    if (prices.size() != plan.kernels().size()) {
      throw new IllegalArgumentException(
          prices.size() + " prices for " + plan.kernels().size() + " kernels");
    }
  }

  /** The price of each kernel alone in ns, in the order of the plan. */
  public double[] kernelNanos() {
    return prices.stream().mapToDouble(KernelPrice::nanos).toArray();
  }

  /** What the context term sees. */
  public ContextFeatures contextFeatures() {
    return ContextFeatures.of(plan, kernelNanos());
  }

  /** A kernel's ops as {@code index:class}, the index being that of the op in the source graph. */
  List<String> opNames(Kernel kernel) {
    return kernel.ops().stream()
        .map(op -> plan.originalOps().get(op) + ":" + plan.classOf(op))
        .toList();
  }
}
