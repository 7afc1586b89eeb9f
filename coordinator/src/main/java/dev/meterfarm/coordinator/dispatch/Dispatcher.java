package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.queue.WorkQueue;
import dev.meterfarm.coordinator.store.BlobStore;
import dev.meterfarm.coordinator.store.JobLedger;
import dev.meterfarm.coordinator.store.JobPlan;
import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.coordinator.store.RetryRule;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.lease.HeldLease;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.AgentSession;
import dev.meterfarm.protocol.link.AnnouncedDevice;
import dev.meterfarm.protocol.link.Announcement;
import dev.meterfarm.protocol.link.CoordinatorLink;
import dev.meterfarm.protocol.link.DeviceActivity;
import dev.meterfarm.protocol.link.LeaseRequest;
import dev.meterfarm.protocol.link.ResultReply;
import dev.meterfarm.protocol.link.SessionTerms;
import dev.meterfarm.protocol.link.SyncReply;
import dev.meterfarm.protocol.link.SyncRequest;
import dev.meterfarm.protocol.measurement.JobResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The coordinator's end of the link: every call becomes one transaction of the ledger. */
public final class Dispatcher implements CoordinatorLink {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  private final JobLedger ledger;
  private final BlobStore blobs;
  private final JobGrants grants;
  private final JobPlan plan;
  private final Presence presence;
  private final HealthWatch health;
  private final JobEvents events;
  private final RetryRule rule;
  private final DispatchSettings settings;
  private final AnsweredLeases answered = new AnsweredLeases();

  Dispatcher(
      LedgerPorts ports,
      WorkQueue queue,
      FairShare fair,
      HealthWatch health,
      JobEvents events,
      RetryRule rule,
      DispatchSettings settings) {
    this.ledger = ports.ledger();
    this.blobs = ports.blobs();
    this.grants = new JobGrants(ports, queue, fair, health, events, settings.terms());
    this.plan = ports.plan();
    this.presence = new Presence();
    this.health = health;
    this.events = events;
    this.rule = rule;
    this.settings = settings;
  }

  /** Who is there. */
  Presence presence() {
    return presence;
  }

  @Override
  public SessionTerms announce(AgentSession from, Announcement hello) {
    presence.announce(from.agent(), hello.targets());
    health.announced(from, hello);
    for (String former : hello.former()) {
      bury(new AgentSession(from.agent(), former), hello.devices());
    }
    return new SessionTerms(from.agent(), settings.leaseWait(), settings.syncInterval());
  }

  private void bury(AgentSession former, List<AnnouncedDevice> devices) {
    for (AnnouncedDevice device : devices) {
      if (device.activity() == DeviceActivity.IDLE) {
        events.storing(() -> ledger.over(former, device.id(), rule)).forEach(events::failed);
      }
    }
  }

  /** Finds jobs for devices. */
  JobGrants grants() {
    return grants;
  }

  /** The requests that have been answered. */
  AnsweredLeases answered() {
    return answered;
  }

  @Override
  public Optional<Lease> lease(AgentSession from, LeaseRequest request)
      throws InterruptedException {
    CompletableFuture<Optional<Lease>> own = new CompletableFuture<>();
    CompletableFuture<Optional<Lease>> answer = answered.enter(from, request.id(), own);
    if (answer != own) {
      return await(answer);
    }
    try {
      Optional<Lease> granted = await(from, request);
      own.complete(granted);
      return granted;
    } catch (RuntimeException | InterruptedException e) {
      own.completeExceptionally(e);
      throw e;
    }
  }

  private static Optional<Lease> await(CompletableFuture<Optional<Lease>> answer)
      throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new FarmException(
          ErrorCode.LINK_FAILED, "the same request failed before; ask again", e);
    }
  }

  private Optional<Lease> await(AgentSession from, LeaseRequest request)
      throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      Optional<Lease> granted = tryUnlessInterrupted(from, request.idle());
      long left = request.patience().toNanos() - (System.nanoTime() - start);
      if (granted.isPresent() || left <= 0) {
        return granted;
      }
      awaitHint(
          grants.whenReady(from, request.idle()), Math.min(left, settings.ledgerPoll().toNanos()));
    }
  }

  /** An interrupt is one, wherever it arrives: also in the middle of a look at the ledger. */
  private Optional<Lease> tryUnlessInterrupted(AgentSession from, Map<DeviceId, Set<String>> idle)
      throws InterruptedException {
    try {
      return grants.tryLease(from, idle);
    } catch (FarmException e) {
      if (e.code() == ErrorCode.CANCELLED && Thread.interrupted()) {
        throw (InterruptedException) new InterruptedException(e.getMessage()).initCause(e);
      }
      throw e;
    }
  }

  private static void awaitHint(CompletableFuture<Void> ready, long nanos)
      throws InterruptedException {
    try {
      ready.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      ready.cancel(false); // the ledger is asked now
    } catch (ExecutionException e) {
      throw new FarmException(ErrorCode.INTERNAL, "the work queue failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      ready.cancel(false);
      throw e;
    }
  }

  @Override
  public SyncReply sync(AgentSession from, SyncRequest request) {
    health.heard(from, request.clock());
    Set<JobId> revoked = events.storing(() -> ledger.renew(from, request.held(), settings.terms()));
    if (revoked.isEmpty()) {
      return new SyncReply(Set.of(), Set.of());
    }
    Map<JobId, JobState> states = plan.states(revoked);
    return new SyncReply(
        revoked,
        revoked.stream()
            .filter(job -> states.get(job) == JobState.CANCELLED)
            .collect(Collectors.toSet()));
  }

  @Override
  public ResultReply submit(AgentSession from, JobResult result) {
    ResultReply reply;
    try {
      reply = events.storing(() -> ledger.accept(from.agent(), result));
    } catch (FarmException e) {
      if (e.code() == ErrorCode.INVALID_REQUEST) {
        HeldLease lease = new HeldLease(result.job(), result.epoch());
        fail(from, lease, ErrorCode.INTERNAL, e.getMessage());
      }
      throw e;
    }
    health.replied(reply, result);
    if (reply == ResultReply.ACCEPTED) {
      events.accepted(from.agent(), result);
    } else {
      log.atInfo()
          .addKeyValue("job", result.job().value())
          .addKeyValue("epoch", result.epoch())
          .addKeyValue("agent", from.agent())
          .addKeyValue("device", result.device())
          .log("a result is {}", reply);
    }
    return reply;
  }

  @Override
  public void fail(AgentSession from, HeldLease lease, ErrorCode code, String message) {
    log.atInfo()
        .addKeyValue("job", lease.job().value())
        .addKeyValue("epoch", lease.epoch())
        .addKeyValue("agent", from.agent())
        .addKeyValue("code", code)
        .log("a job came back: {}", message);
    events.storing(() -> ledger.fail(from, lease, code, message, rule)).ifPresent(events::failed);
  }

  @Override
  public byte[] blob(String sha256) {
    return blobs
        .find(sha256)
        .orElseThrow(
            () ->
                new FarmException(
                    ErrorCode.INVALID_REQUEST, "there is no file with SHA-256 " + sha256));
  }
}
