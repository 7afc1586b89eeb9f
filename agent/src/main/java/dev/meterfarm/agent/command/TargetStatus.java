package dev.meterfarm.agent.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How targets of one profile fare on this machine.
 *
 * @param targets their names, at least one
 * @param state {@code ready}, {@code unavailable} or {@code no device}
 * @param what on what they are served, or why they are not and what to do about it
 * @param neverRunOn the hardware that Meterfarm's authors never ran them on; empty if they did
 */
record TargetStatus(List<String> targets, String state, String what, String neverRunOn) {
  static final String READY = "ready";
  static final String UNAVAILABLE = "unavailable";
  static final String NO_DEVICE = "no device";

  TargetStatus {
    targets = List.copyOf(targets);
  }

  boolean isReady() {
    return state.equals(READY);
  }

  /** Both in one, if all but their names is the same. */
  Optional<TargetStatus> with(TargetStatus other) {
    if (!state.equals(other.state)
        || !what.equals(other.what)
        || !neverRunOn.equals(other.neverRunOn)) {
      return Optional.empty();
    }
    List<String> both = new ArrayList<>(targets);
    both.addAll(other.targets);
    return Optional.of(new TargetStatus(both, state, what, neverRunOn));
  }

  /** In a line, without the state. */
  String text() {
    return String.join(", ", targets)
        + (what.isEmpty() ? "" : ": " + what)
        + (neverRunOn.isEmpty() ? "" : " (never run on " + neverRunOn + " by us)");
  }
}
