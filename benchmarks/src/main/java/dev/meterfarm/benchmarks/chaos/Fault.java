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
  /** To whom it happens. */
  enum Victim {
    /** One of the agents, the one that really measures included. */
    AGENT,
    /** One of the coordinators. */
    NODE,
    /** Something that there is only once. */
    FARM
  }

  /** What goes wrong, and how often compared with the others. */
  enum Kind {
    KILL_AGENT(5, Victim.AGENT),
    FREEZE_AGENT(3, Victim.AGENT),
    STALL_AGENT_LINE(2, Victim.AGENT),
    REFUSE_AGENT_LINE(2, Victim.AGENT),
    /** The cable of the agent's machine. */
    UNPLUG_AGENT(2, Victim.AGENT),
    FILL_AGENT_DISK(2, Victim.FARM),
    /** What measures for the agent that really measures. */
    KILL_CHILD(1, Victim.FARM),
    KILL_NODE(3, Victim.NODE),
    FREEZE_NODE(2, Victim.NODE),
    STALL_NODE(1, Victim.NODE),
    REFUSE_NODE(1, Victim.NODE),
    /** The cable of the coordinator's machine: agents, ledger and the other members are gone. */
    UNPLUG_NODE(2, Victim.NODE),
    FILL_NODE_DISK(1, Victim.FARM),
    STALL_LEDGER_LINE(2, Victim.NODE),
    REFUSE_LEDGER_LINE(1, Victim.NODE),
    DROP_LEDGER_CONNECTIONS(2, Victim.FARM),
    CRASH_LEDGER(1, Victim.FARM),
    FILL_LEDGER_DISK(1, Victim.FARM),
    /** Whoever plans stands still for so long that another one plans when it wakes up. */
    FREEZE_LEADER(1, Victim.FARM);

    private final int weight;
    private final Victim victim;

    Kind(int weight, Victim victim) {
      this.weight = weight;
      this.victim = victim;
    }

    int weight() {
      return weight;
    }

    Victim victim() {
      return victim;
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
