package dev.meterfarm.agent.metrics;

import dev.meterfarm.metrics.FarmMeters;
import dev.meterfarm.metrics.FarmMetric;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.lease.HeldLease;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.AgentSession;
import dev.meterfarm.protocol.link.Announcement;
import dev.meterfarm.protocol.link.CoordinatorLink;
import dev.meterfarm.protocol.link.LeaseRequest;
import dev.meterfarm.protocol.link.ResultReply;
import dev.meterfarm.protocol.link.SessionTerms;
import dev.meterfarm.protocol.link.SyncReply;
import dev.meterfarm.protocol.link.SyncRequest;
import dev.meterfarm.protocol.measurement.JobResult;
import java.util.Optional;
import java.util.function.Supplier;

/** Counts the calls that fail, and the failures that are reported. */
public final class WatchedLink implements CoordinatorLink {
  private final CoordinatorLink link;
  private final FarmMeters meters;

  public WatchedLink(CoordinatorLink link, FarmMeters meters) {
    this.link = link;
    this.meters = meters;
  }

  private <T> T counting(Supplier<T> call) {
    try {
      return call.get();
    } catch (FarmException e) {
      throw counted(e);
    }
  }

  private FarmException counted(FarmException problem) {
    if (problem.code() == ErrorCode.LINK_FAILED) {
      meters.count(FarmMetric.AGENT_LINK_FAILURES_TOTAL);
    }
    return problem;
  }

  @Override
  public SessionTerms announce(AgentSession from, Announcement hello) {
    return counting(() -> link.announce(from, hello));
  }

  @Override
  public Optional<Lease> lease(AgentSession from, LeaseRequest request)
      throws InterruptedException {
    try {
      return link.lease(from, request);
    } catch (FarmException e) {
      throw counted(e);
    }
  }

  @Override
  public SyncReply sync(AgentSession from, SyncRequest request) {
    return counting(() -> link.sync(from, request));
  }

  @Override
  public ResultReply submit(AgentSession from, JobResult result) {
    return counting(() -> link.submit(from, result));
  }

  @Override
  public void fail(AgentSession from, HeldLease lease, ErrorCode code, String message) {
    try {
      link.fail(from, lease, code, message);
    } catch (FarmException e) {
      throw counted(e);
    }
    meters.count(FarmMetric.AGENT_JOBS_TOTAL, code.name());
  }

  @Override
  public byte[] blob(String sha256) {
    return counting(() -> link.blob(sha256));
  }
}
