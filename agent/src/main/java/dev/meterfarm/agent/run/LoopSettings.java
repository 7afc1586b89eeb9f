package dev.meterfarm.agent.run;

import java.time.Duration;
import java.util.Objects;

/**
 * How patient an agent is.
 *
 * @param leaseWait how long one request for work may wait at the coordinator; less if it says so
 * @param syncInterval how often leases are renewed; more often if the coordinator says so
 * @param firstBackOff pause after a first failure of the link or of a device; doubles from failure
 *     to failure
 * @param mostBackOff longest such pause
 */
public record LoopSettings(
    Duration leaseWait, Duration syncInterval, Duration firstBackOff, Duration mostBackOff) {
  public LoopSettings {
    Objects.requireNonNull(leaseWait, "leaseWait");
    Objects.requireNonNull(syncInterval, "syncInterval");
    Objects.requireNonNull(firstBackOff, "firstBackOff");
    Objects.requireNonNull(mostBackOff, "mostBackOff");
  }

  /** For an agent that runs for real. */
  public static LoopSettings standard() {
    return new LoopSettings(
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofMillis(100),
        Duration.ofSeconds(10));
  }

  /** For an agent that reaches its coordinator over a network. */
  public static LoopSettings remote() {
    return new LoopSettings(
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        Duration.ofMillis(200),
        Duration.ofSeconds(10));
  }

  /** The pause after this many failures in a row, at least 1. */
  Duration backOff(int failures) {
    Duration pause = firstBackOff.multipliedBy(1L << Math.min(20, failures - 1));
    return pause.compareTo(mostBackOff) > 0 ? mostBackOff : pause;
  }
}
