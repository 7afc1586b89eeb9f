package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.store.JobFailure;
import dev.meterfarm.protocol.job.JobSpec;

/**
 * Hears of a batch's jobs one by one, as they come: for progress and drift, never for decisions
 * that must not depend on the order of arrival. Called by one thread at a time; must be quick. What
 * it throws fails the batch.
 */
@FunctionalInterface
public interface BatchListener {
  /** A job came to its end. */
  void onOutcome(JobOutcome outcome);

  /** An attempt failed; the job will be tried again. */
  default void onRetry(JobSpec spec, JobFailure failure) {}
}
