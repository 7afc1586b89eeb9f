package dev.meterfarm.predictor.kernels;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.predictor.rules.FusionRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Applies a target's fusion rules to a model graph. Deterministic and thread-safe.
 *
 * <ol>
 *   <li>Baked-in activations are taken apart where a rule says that the runtime does so.
 *   <li>Each op, in graph order, joins the kernel of a producer if the rule for that kernel's chain
 *       of ops says fused and nobody but the op reads the tensor between; of several producers the
 *       latest in graph order.
 *   <li>Every op that joins nothing begins a kernel of its own.
 * </ol>
 *
 * <p>No two kernels wait for each other: a kernel can run as soon as the kernels that it reads from
 * have run.
 */
public final class KernelDetector {
  private final FusionRules rules;

  /** A detector for the target with these rules. */
  public KernelDetector(FusionRules rules) {
    this.rules = Objects.requireNonNull(rules, "rules");
  }

  /**
   * The kernels of a graph, in the order of their last ops; every op is in exactly one kernel.
   *
   * @param source any graph, ops of unknown meaning included
   */
  public KernelPlan detect(Graph source) {
    BakedSplitter.Split split = BakedSplitter.split(source, rules);
    List<Kernel> kernels = new ArrayList<>();
    for (List<Integer> ops : new KernelGrowth(split, rules).grow()) {
      kernels.add(kernel(split.graph(), ops));
    }
    kernels.sort(Comparator.comparingInt(Kernel::lastOp));
    return new KernelPlan(split.graph(), kernels, split.originalOps());
  }

  private static Kernel kernel(Graph graph, List<Integer> ops) {
    int main = ops.get(0);
    for (int op : ops) {
      if (KernelFamily.of(graph, op).weight() > KernelFamily.of(graph, main).weight()) {
        main = op;
      }
    }
    return new Kernel(KernelFamily.of(graph, main), ops, main);
  }
}
