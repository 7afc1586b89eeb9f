package dev.meterfarm.coordinator.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Decides what becomes of a job whose attempt failed. Called inside a transaction: must be quick.
 */
@FunctionalInterface
public interface RetryRule {
  /**
   * After how long the job is to be ready again; empty parks it as poisoned.
   *
   * @param failures why its attempts failed, the latest last; since its last release only
   * @param maxAttempts how often it may be granted
   */
  Optional<Duration> retryAfter(List<FailedAttempt> failures, int maxAttempts);
}
