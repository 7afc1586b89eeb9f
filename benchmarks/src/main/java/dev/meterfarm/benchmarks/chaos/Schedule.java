package dev.meterfarm.benchmarks.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Which faults happen, and when: follows from a seed and these numbers alone, so that a run that
 * found something can be repeated.
 */
final class Schedule {
  /** Long enough for another node to have taken over. */
  private static final Duration LONGER_THAN_SILENCE = Duration.ofSeconds(27);

  /** Longer than a lease. */
  private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(75);

  private Schedule() {}

  /**
   * Makes a schedule. One of its faults, a third into it, is always a leader that stands still, and
   * one, two thirds into it, a ledger that crashes.
   *
   * @param thorough with some faults that last longer than any lease
   */
  static List<Fault> of(long seed, int faults, int nodes, int agents, boolean thorough) {
    Random random = new Random(seed);
    List<Fault> schedule = new ArrayList<>();
    for (int i = 0; i < faults; i++) {
      Fault.Kind kind = kind(random, thorough);
      if (i == faults / 3) {
        kind = Fault.Kind.FREEZE_LEADER;
      } else if (i == 2 * faults / 3) {
        kind = Fault.Kind.CRASH_LEDGER;
      }
      int where = random.nextInt(kind.isOfAgent() ? agents : nodes);
      Duration after = Duration.ofMillis(500 + random.nextInt(3_500));
      schedule.add(new Fault(kind, where(kind, where), after, lasts(kind, random, thorough)));
    }
    return schedule;
  }

  private static Fault.Kind kind(Random random, boolean thorough) {
    List<Fault.Kind> known =
        Arrays.stream(Fault.Kind.values())
            .filter(kind -> thorough || !isCostly(kind)) // once is enough
            .toList();
    int draw = random.nextInt(known.stream().mapToInt(Fault.Kind::weight).sum());
    for (Fault.Kind kind : known) {
      draw -= kind.weight();
      if (draw < 0) {
        return kind;
      }
    }
    throw new IllegalStateException("weights do not sum up");
  }

  private static boolean isCostly(Fault.Kind kind) {
    return kind == Fault.Kind.FREEZE_LEADER || kind == Fault.Kind.CRASH_LEDGER;
  }

  private static int where(Fault.Kind kind, int drawn) {
    return switch (kind) {
      case FILL_AGENT_DISK, DROP_LEDGER_CONNECTIONS, CRASH_LEDGER, FREEZE_LEADER -> 0;
      case KILL_AGENT,
          FREEZE_AGENT,
          STALL_AGENT_LINE,
          REFUSE_AGENT_LINE,
          KILL_NODE,
          FREEZE_NODE,
          STALL_NODE,
          REFUSE_NODE,
          STALL_LEDGER_LINE,
          REFUSE_LEDGER_LINE ->
          drawn;
    };
  }

  private static Duration lasts(Fault.Kind kind, Random random, boolean thorough) {
    Duration some = Duration.ofMillis(500 + random.nextInt(7_500));
    boolean endless = random.nextInt(12) == 0;
    return switch (kind) {
      case FREEZE_LEADER -> LONGER_THAN_SILENCE;
      case DROP_LEDGER_CONNECTIONS, CRASH_LEDGER -> Duration.ZERO;
      case KILL_AGENT,
          FREEZE_AGENT,
          STALL_AGENT_LINE,
          REFUSE_AGENT_LINE,
          FILL_AGENT_DISK,
          KILL_NODE,
          FREEZE_NODE,
          STALL_NODE,
          REFUSE_NODE,
          STALL_LEDGER_LINE,
          REFUSE_LEDGER_LINE ->
          thorough && endless ? LONGER_THAN_A_LEASE : some;
    };
  }
}
