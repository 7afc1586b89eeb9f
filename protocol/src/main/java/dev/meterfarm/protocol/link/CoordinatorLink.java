package dev.meterfarm.protocol.link;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.lease.HeldLease;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.measurement.JobResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an agent can ask of a coordinator. Safe for use from many threads. Every call may throw
 * {@link dev.meterfarm.protocol.error.FarmException} with {@link ErrorCode#LINK_FAILED}, after
 * which the same call may be made again.
 */
public interface CoordinatorLink {
  /** Announces the targets that this agent serves, with the number of devices for each. */
  void announce(AgentSession from, List<TargetDescription> targets);

  /**
   * Asks for work.
   *
   * @param from who asks
   * @param idle the devices that want a job, and the targets that each of them serves
   * @param wait how long to wait for work before answering with nothing
   */
  Optional<Lease> lease(AgentSession from, Map<DeviceId, Set<String>> idle, Duration wait)
      throws InterruptedException;

  /** Renews what this agent holds; returns the jobs among {@code held} that it must give up. */
  Set<JobId> sync(AgentSession from, Set<HeldLease> held);

  /** Hands in a result. Repeating it is harmless. */
  ResultReply submit(AgentSession from, JobResult result);

  /** Reports that a job could not be run at all. */
  void fail(AgentSession from, HeldLease lease, ErrorCode code, String message);

  /**
   * The content of a model file named by a FILE recipe.
   *
   * @throws dev.meterfarm.protocol.error.FarmException if no such file is known
   */
  byte[] blob(String sha256);
}
