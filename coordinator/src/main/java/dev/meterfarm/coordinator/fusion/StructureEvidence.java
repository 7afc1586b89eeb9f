package dev.meterfarm.coordinator.fusion;

import dev.meterfarm.predictor.rules.Verdict;
import dev.meterfarm.protocol.measurement.ExecutedOp;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the ops that a runtime really executed say about a block. */
public enum StructureEvidence {
  /** The block runs fewer ops than its parts. */
  FUSED,
  /** The block runs exactly the ops of its parts. */
  SEPARATE,
  /** The block runs as many ops or more, but not the same: nothing is fused. */
  OTHER,
  /** The runtime does not tell. */
  UNKNOWN;

  /**
   * Compares profiles.
   *
   * @param op1 ops executed for op1 alone
   * @param op2 ops executed for op2 alone
   * @param ends ops executed for the ends around every model; empty where there are none
   * @param block ops executed for both together
   */
  public static StructureEvidence of(
      List<ExecutedOp> op1, List<ExecutedOp> op2, List<ExecutedOp> ends, List<ExecutedOp> block) {
    if (op1.isEmpty() || op2.isEmpty() || block.isEmpty()) {
      return UNKNOWN;
    }
    return compare(names(op1), names(op2), names(ends), names(block));
  }

  private static StructureEvidence compare(
      List<String> op1, List<String> op2, List<String> idle, List<String> block) {
    if (block.size() + idle.size() < op1.size() + op2.size()) {
      return FUSED;
    }
    List<String> parts = sorted(op1, op2);
    return sorted(block, idle).equals(parts) ? SEPARATE : OTHER;
  }

  private static List<String> sorted(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).sorted().toList();
  }

  private static List<String> names(List<ExecutedOp> ops) {
    return ops.stream().map(ExecutedOp::name).toList();
  }

  /** As a verdict; empty where the runtime does not tell. */
  public Optional<Verdict> verdict() {
    return switch (this) {
      case FUSED -> Optional.of(Verdict.FUSED);
      case SEPARATE, OTHER -> Optional.of(Verdict.SEPARATE);
      case UNKNOWN -> Optional.empty();
    };
  }
}
