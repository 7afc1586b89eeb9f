package dev.meterfarm.benchmarks.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Which faults happen, and when: follows from a seed and these numbers alone, so that a run that
 * found something can be repeated.
 */
final class Schedule {
  /** Long enough for another node to have taken over. */
  private static final Duration LONGER_THAN_SILENCE = Duration.ofSeconds(27);

  /** Longer than a lease. */
  private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(75);

  /** What every schedule has, in this order, evenly spread. */
  private static final List<Fault.Kind> ALWAYS =
      List.of(
          Fault.Kind.FREEZE_LEADER,
          Fault.Kind.FILL_NODE_DISK,
          Fault.Kind.UNPLUG_AGENT,
          Fault.Kind.FILL_LEDGER_DISK,
          Fault.Kind.UNPLUG_NODE,
          Fault.Kind.KILL_NODE,
          Fault.Kind.CRASH_LEDGER);

  /** After these, much has to start anew: in a short schedule once is enough. */
  private static final Set<Fault.Kind> COSTLY =
      Set.of(Fault.Kind.FREEZE_LEADER, Fault.Kind.CRASH_LEDGER, Fault.Kind.FILL_LEDGER_DISK);

  private Schedule() {}

  /**
   * Makes a schedule. A leader that stands still, cables that are pulled, disks that fill up and a
   * ledger that crashes are in every one.
   *
   * @param agents how many agents there are
   * @param thorough with some faults that last longer than any lease
   */
  static List<Fault> of(long seed, int faults, int nodes, int agents, boolean thorough) {
    Random random = new Random(seed);
    List<Fault> schedule = new ArrayList<>();
    for (int i = 0; i < faults; i++) {
      Fault.Kind kind = kind(random, thorough);
      for (int k = 0; k < ALWAYS.size(); k++) {
        if (i == (k + 1) * faults / (ALWAYS.size() + 1)) {
          kind = ALWAYS.get(k);
        }
      }
      int drawn = random.nextInt(kind.victim() == Fault.Victim.AGENT ? agents : nodes);
      int where = kind.victim() == Fault.Victim.FARM ? 0 : drawn;
      Duration after = Duration.ofMillis(500 + random.nextInt(3_500));
      schedule.add(new Fault(kind, where, after, lasts(kind, random, thorough)));
    }
    return schedule;
  }

  private static Fault.Kind kind(Random random, boolean thorough) {
    List<Fault.Kind> known =
        Arrays.stream(Fault.Kind.values())
            .filter(kind -> thorough || !COSTLY.contains(kind))
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

  private static Duration lasts(Fault.Kind kind, Random random, boolean thorough) {
    Duration some = Duration.ofMillis(500 + random.nextInt(7_500));
    boolean endless = random.nextInt(12) == 0;
    return switch (kind) {
      case FREEZE_LEADER -> LONGER_THAN_SILENCE;
      case DROP_LEDGER_CONNECTIONS, CRASH_LEDGER, KILL_CHILD -> Duration.ZERO;
      case KILL_AGENT,
          FREEZE_AGENT,
          STALL_AGENT_LINE,
          REFUSE_AGENT_LINE,
          UNPLUG_AGENT,
          FILL_AGENT_DISK,
          KILL_NODE,
          FREEZE_NODE,
          STALL_NODE,
          REFUSE_NODE,
          UNPLUG_NODE,
          FILL_NODE_DISK,
          STALL_LEDGER_LINE,
          REFUSE_LEDGER_LINE,
          FILL_LEDGER_DISK ->
          thorough && endless ? LONGER_THAN_A_LEASE : some;
    };
  }
}
