package dev.meterfarm.benchmarks.chaos;

import java.time.Duration;
import java.util.Locale;

/**
 * Something that goes wrong.
 *
 * @param kind what
 * @param where the number of the agent or node; what it means for others is 0
 * @param after how long after the fault before it begins
 * @param lasts how long until it is mended
 */
record Fault(Kind kind, int where, Duration after, Duration lasts) {
  /** What goes wrong, and how often compared with the others. */
  enum Kind {
    KILL_AGENT(5),
    FREEZE_AGENT(3),
    STALL_AGENT_LINE(3),
    REFUSE_AGENT_LINE(2),
    FILL_AGENT_DISK(2),
    KILL_NODE(3),
    FREEZE_NODE(2),
    STALL_NODE(2),
    REFUSE_NODE(1),
    STALL_LEDGER_LINE(2),
    REFUSE_LEDGER_LINE(1),
    DROP_LEDGER_CONNECTIONS(2),
    CRASH_LEDGER(1),
    /** Whoever plans stands still for so long that another one plans when it wakes up. */
    FREEZE_LEADER(1);

    private final int weight;

    Kind(int weight) {
      this.weight = weight;
    }

    int weight() {
      return weight;
    }

    /** Whether it happens to one of several agents. */
    boolean isOfAgent() {
      return this == KILL_AGENT
          || this == FREEZE_AGENT
          || this == STALL_AGENT_LINE
          || this == REFUSE_AGENT_LINE;
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "after %.1f s: %s %d for %.1f s",
        after.toMillis() / 1000.0,
        kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
        where + 1,
        lasts.toMillis() / 1000.0);
  }
}
