package dev.meterfarm.cli;

import java.util.List;

/** What commands say of a network's ops that are not builtin. */
final class UncoveredOps {
  private UncoveredOps() {}

  /**
   * The ops by their names; empty if there are none.
   *
   * @param ops names, one for each op
   */
  static String remark(List<String> ops) {
    if (ops.isEmpty()) {
      return "";
    }
    return (ops.size() == 1
            ? "1 op is not builtin, its time is a guess: "
            : ops.size() + " ops are not builtin, their time is a guess: ")
        + String.join(", ", ops.stream().distinct().toList());
  }
}
