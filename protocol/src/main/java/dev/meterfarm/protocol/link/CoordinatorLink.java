package dev.meterfarm.protocol.link;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.lease.HeldLease;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.measurement.JobResult;
import java.util.Optional;

/**
 * What an agent can ask of a coordinator. Safe for use from many threads. Every call may throw
 * {@link dev.meterfarm.protocol.error.FarmException} with {@link ErrorCode#LINK_FAILED}, after
 * which the same call may be made again, with {@link ErrorCode#SESSION_UNKNOWN}, after which the
 * agent announces itself and calls again, or with a refusal that will not change.
 */
public interface CoordinatorLink {
  /** Begins a session, or tells that devices came or went. */
  SessionTerms announce(AgentSession from, Announcement hello);

  /**
   * Asks for work; waits for it. A session has one request at a time.
   *
   * @return a job, and the one device on which it is to run
   */
  Optional<Lease> lease(AgentSession from, LeaseRequest request) throws InterruptedException;

  /** Renews what this agent holds. */
  SyncReply sync(AgentSession from, SyncRequest request);

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
