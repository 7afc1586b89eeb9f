package dev.meterfarm.virtualphone.benchmark;

import java.time.Duration;
import java.util.Objects;

/**
 * What goes wrong in a run of the tool.
 *
 * @param kind what
 * @param after how long after its start, for those that come in the middle
 * @param bytes how much of the output comes through, for one that is truncated
 */
public record RunFault(Kind kind, Duration after, int bytes) {
  /** What can go wrong. */
  public enum Kind {
    /** The tool starts and then says nothing any more, until it is killed. */
    HANG,
    /** The kernel kills it, for want of memory or of patience. */
    KILLED,
    /** Its output ends in the middle; its exit status is 0. */
    TRUNCATED,
    /** The cable is pulled. */
    UNPLUGGED
  }

  public RunFault {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(after, "after");
  }

  public static RunFault hang() {
    return new RunFault(Kind.HANG, Duration.ZERO, 0);
  }

  public static RunFault killed(Duration after) {
    return new RunFault(Kind.KILLED, after, 0);
  }

  public static RunFault truncated(int bytes) {
    return new RunFault(Kind.TRUNCATED, Duration.ZERO, bytes);
  }

  public static RunFault unplugged(Duration after) {
    return new RunFault(Kind.UNPLUGGED, after, 0);
  }
}
