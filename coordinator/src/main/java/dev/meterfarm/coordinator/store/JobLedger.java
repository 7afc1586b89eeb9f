package dev.meterfarm.coordinator.store;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.ResultReply;
import dev.meterfarm.protocol.measurement.JobResult;
import java.util.Optional;
import java.util.Set;

/** What the hand-out of jobs to agents does with jobs. */
public interface JobLedger {
  /**
   * Lends a ready job of a running campaign to an agent, with a new epoch.
   *
   * @param targets what the agent can serve
   * @return empty if the job cannot be had, because others were faster or it is not wanted any more
   */
  Optional<Lease> grant(JobId job, String agent, Set<String> targets, LeaseTerms terms);

  /** Prolongs the agent's leases; returns those of {@code held} that it does not hold any more. */
  Set<JobId> renew(String agent, Set<JobId> held, LeaseTerms terms);

  /**
   * Stores a result if it came under the job's current lease, or under its last one if that was
   * lost and the job has not been granted again. Anything else is kept apart.
   *
   * @throws dev.meterfarm.protocol.error.FarmException with INVALID_REQUEST if there is no such
   *     job, or the outcomes are not those of its models
   */
  ResultReply accept(String agent, JobResult result);

  /**
   * Ends an attempt without a result.
   *
   * @return empty if {@code epoch} is not the lease that the agent holds
   */
  Optional<JobFailure> fail(
      String agent, JobId job, long epoch, ErrorCode code, String message, RetryRule rule);
}
