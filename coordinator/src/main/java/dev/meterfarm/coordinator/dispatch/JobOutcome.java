package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.measurement.JobResult;

/** What became of a job. */
public sealed interface JobOutcome {
  JobSpec spec();

  /** The job has an accepted result; single models in it may have failed. */
  record Done(JobSpec spec, JobResult result) implements JobOutcome {}

  /**
   * The job has no result, and will have none.
   *
   * @param code why; CANCELLED if it was not wanted any more
   * @param message the evidence of the last attempt
   * @param attempts how often it was tried
   */
  record Failed(JobSpec spec, ErrorCode code, String message, int attempts) implements JobOutcome {}
}
