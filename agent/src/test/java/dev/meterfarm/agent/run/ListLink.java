package dev.meterfarm.agent.run;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.job.JobSpec;
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
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A coordinator that is a list of jobs; its link can be cut. Thread-safe. */
final class ListLink implements CoordinatorLink {
  /** A job that was reported as failed. */
  record Failure(JobId job, ErrorCode code, String message) {}

  private record Planned(JobId id, JobSpec spec) {}

  private final Deque<Planned> ready = new ArrayDeque<>();
  private final Map<Long, JobResult> results = new TreeMap<>();
  private final List<Failure> failures = new ArrayList<>();
  private final Set<JobId> toRevoke = new HashSet<>();
  private final Set<JobId> leased = new HashSet<>();
  private final Duration term;
  private List<TargetDescription> announced = List.of();
  private int cutCalls;
  private long lastId;

  ListLink(Duration term) {
    this.term = term;
  }

  synchronized JobId add(JobSpec spec) {
    JobId id = new JobId(++lastId);
    ready.add(new Planned(id, spec));
    notifyAll();
    return id;
  }

  /** The next calls fail, whatever they are. */
  synchronized void cut(int calls) {
    cutCalls = calls;
  }

  synchronized void revoke(JobId job) {
    toRevoke.add(job);
  }

  synchronized List<JobResult> results() {
    return List.copyOf(results.values());
  }

  synchronized List<Failure> failures() {
    return List.copyOf(failures);
  }

  synchronized List<TargetDescription> announced() {
    return announced;
  }

  synchronized Set<JobId> leased() {
    return Set.copyOf(leased);
  }

  private void requireLink() {
    if (cutCalls > 0) {
      cutCalls--;
      throw new FarmException(ErrorCode.LINK_FAILED, "the link is cut");
    }
  }

  @Override
  public synchronized SessionTerms announce(AgentSession from, Announcement hello) {
    requireLink();
    announced = hello.targets();
    return new SessionTerms(from.agent(), Duration.ofMinutes(1), Duration.ofMinutes(1));
  }

  @Override
  public synchronized Optional<Lease> lease(AgentSession from, LeaseRequest request)
      throws InterruptedException {
    requireLink();
    long end = System.nanoTime() + request.patience().toNanos();
    while (ready.isEmpty() && System.nanoTime() < end) {
      wait(1 + (end - System.nanoTime()) / 1_000_000);
    }
    for (Planned job : ready) {
      for (Map.Entry<DeviceId, Set<String>> device : request.idle().entrySet()) {
        if (device.getValue().contains(job.spec().target())) {
          ready.remove(job);
          leased.add(job.id());
          return Optional.of(new Lease(job.id(), job.spec(), device.getKey(), 1, 1, term));
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public synchronized SyncReply sync(AgentSession from, SyncRequest request) {
    requireLink();
    Set<JobId> revoked = request.held().stream().map(HeldLease::job).collect(Collectors.toSet());
    revoked.retainAll(toRevoke);
    return new SyncReply(revoked, Set.of());
  }

  @Override
  public synchronized ResultReply submit(AgentSession from, JobResult result) {
    requireLink();
    return results.put(result.job().value(), result) == null
        ? ResultReply.ACCEPTED
        : ResultReply.REPEATED;
  }

  @Override
  public synchronized void fail(
      AgentSession from, HeldLease lease, ErrorCode code, String message) {
    requireLink();
    failures.add(new Failure(lease.job(), code, message));
  }

  @Override
  public byte[] blob(String sha256) {
    throw new FarmException(ErrorCode.INVALID_REQUEST, "there is no file " + sha256);
  }
}
