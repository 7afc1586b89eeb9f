package dev.meterfarm.agent.run;

import java.time.Instant;

/** Time, wall-clock and monotonic apart. Safe for use from many threads. */
public interface AgentClock {
  /** The time of day, for records. */
  Instant now();

  /** Nanoseconds that never go back, for leases and durations. */
  long nanoTime();

  /** This machine's clocks. */
  static AgentClock system() {
    return new AgentClock() {
      @Override
      public Instant now() {
        return Instant.now();
      }

      @Override
      public long nanoTime() {
        return System.nanoTime();
      }
    };
  }
}
