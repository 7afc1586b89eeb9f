package dev.meterfarm.coordinator.store;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.lease.HeldLease;
import dev.meterfarm.protocol.link.AgentSession;
import dev.meterfarm.protocol.link.ResultReply;
import dev.meterfarm.protocol.measurement.JobResult;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the hand-out of jobs to agents does with jobs.
 *
 * <p>A device is fenced as well as a job: the first grant makes its agent session the holder of the
 * device, and nobody else is granted a job on it until that session has reported all its jobs
 * there, says that it is idle, or has been silent past the end of its lease and the grace after it.
 * A result of a run that was given up is refused in any case, but the run itself would spoil what
 * is measured beside it.
 */
public interface JobLedger {
  /** Lends a ready job of a running campaign to an agent's device, with a new epoch. */
  GrantReply grant(JobId job, Holder holder, Eligibility eligible, LeaseTerms terms);

  /** Lends a job to a device that may have any, and is alone. */
  default GrantReply grant(JobId job, Holder holder, LeaseTerms terms) {
    return grant(job, holder, Eligibility.ALONE, terms);
  }

  /** Prolongs the session's leases; returns the jobs of {@code held} that it does not hold. */
  Set<JobId> renew(AgentSession from, Set<HeldLease> held, LeaseTerms terms);

  /**
   * Stores a result if it came under the job's current lease, or under its last one if that was
   * lost and the job has not been granted again. Anything else is kept apart. A later life of the
   * agent may hand in what an earlier one has measured.
   *
   * @throws dev.meterfarm.protocol.error.FarmException with INVALID_REQUEST if there is no such
   *     job, or the outcomes are not those of its models
   */
  ResultReply accept(String agent, JobResult result);

  /**
   * Ends an attempt without a result.
   *
   * @return empty if this is not a lease that the session holds
   */
  Optional<JobFailure> fail(
      AgentSession from, HeldLease lease, ErrorCode code, String message, RetryRule rule);

  /**
   * The agent says that an earlier life of it is over, and that nothing which that one started runs
   * on the device any more: its leases there end as lost, and the device is free. Saying it again,
   * or late, does no harm: the dead take no devices.
   *
   * @return the attempts that ended
   */
  List<JobFailure> over(AgentSession former, DeviceId device, RetryRule rule);
}
