package dev.meterfarm.predictor.kernels;

import java.util.List;
import java.util.Objects;

/**
 * Ops that the runtime executes as one unit. Indices are into the graph of the plan that the kernel
 * belongs to.
 *
 * @param family which predictor prices it
 * @param ops its ops, ascending, at least one
 * @param mainOp the op that its family and most features describe; one of {@code ops}
 */
public record Kernel(KernelFamily family, List<Integer> ops, int mainOp) {
  public Kernel {
    Objects.requireNonNull(family, "family");
    ops = List.copyOf(ops);
    if (!ops.contains(mainOp)) {
      throw new IllegalArgumentException("main op " + mainOp + " is none of " + ops);
    }
  }

  /** The op whose output the kernel leaves behind. */
  public int lastOp() {
    return ops.get(ops.size() - 1);
  }
}
