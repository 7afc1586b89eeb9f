package dev.meterfarm.coordinator.store;

import java.time.Duration;

/**
 * For how long a job is lent.
 *
 * @param lease how long a grant or a renewal lasts
 * @param margin how much longer than its plan's deadline a job may be held in all, renewals
 *     included
 * @param deviceGrace how long after its lease a device stays with an agent that fell silent: the
 *     run that it should have stopped may still disturb the next one
 * @param jobsPerDevice how many jobs a device may have at once: the one that runs, and those whose
 *     models are being prepared
 */
public record LeaseTerms(Duration lease, Duration margin, Duration deviceGrace, int jobsPerDevice) {
  public LeaseTerms {
    if (lease.isNegative()
        || lease.isZero()
        || margin.isNegative()
        || deviceGrace.isNegative()
        || jobsPerDevice < 1) {
      throw new IllegalArgumentException(
          "lease > 0, margin >= 0, deviceGrace >= 0 and jobsPerDevice >= 1 must hold");
    }
  }

  /** One job that runs and one that is prepared, with some seconds of grace. */
  public LeaseTerms(Duration lease, Duration margin) {
    this(lease, margin, Duration.ofSeconds(15), 2);
  }
}
