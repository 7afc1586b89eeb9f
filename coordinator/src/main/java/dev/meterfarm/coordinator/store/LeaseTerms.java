package dev.meterfarm.coordinator.store;

import java.time.Duration;

/**
 * For how long a job is lent.
 *
 * @param lease how long a grant or a renewal lasts
 * @param margin how much longer than its plan's deadline a job may be held in all, renewals
 *     included
 */
public record LeaseTerms(Duration lease, Duration margin) {
  public LeaseTerms {
    if (lease.isNegative() || lease.isZero() || margin.isNegative()) {
      throw new IllegalArgumentException("lease > 0 and margin >= 0 must hold");
    }
  }
}
