package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.queue.WorkQueue;
import dev.meterfarm.coordinator.store.BlobStore;
import dev.meterfarm.coordinator.store.Eligibility;
import dev.meterfarm.coordinator.store.GrantReply;
import dev.meterfarm.coordinator.store.Holder;
import dev.meterfarm.coordinator.store.JobLedger;
import dev.meterfarm.coordinator.store.JobPlan;
import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.coordinator.store.Lane;
import dev.meterfarm.coordinator.store.LeaseSweep;
import dev.meterfarm.coordinator.store.PlannedJob;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The coordinator's end of the link: every call becomes one transaction of the ledger. */
public final class Dispatcher implements CoordinatorLink {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
  private static final int CANDIDATES = 8;

  /**
   * One in so many requests looks for jobs that were left behind. A hint gets lost with a
   * coordinator that has just taken it, or is passed over by a device that its job is not for; in a
   * line that is never empty nobody else would come across that job. A prime, so that devices that
   * take turns do not always get the same one.
   */
  private static final int LOOKS = 61;

  /** After so many hints in vain the ledger is asked whether anything is ready in a line. */
  private static final int STALE_HINTS = 8;

  private final JobLedger ledger;
  private final LeaseSweep sweep;
  private final BlobStore blobs;
  private final WorkQueue queue;
  private final JobPlan plan;
  private final Presence presence;
  private final FairShare fair;
  private final HealthWatch health;
  private final JobEvents events;
  private final RetryRule rule;
  private final DispatchSettings settings;
  private final AnsweredLeases answered = new AnsweredLeases();
  private final Turns turns = new Turns();
  private final AtomicInteger requests = new AtomicInteger();
  private final LeftBehind leftBehind = new LeftBehind();

  Dispatcher(
      LedgerPorts ports,
      WorkQueue queue,
      FairShare fair,
      HealthWatch health,
      JobEvents events,
      RetryRule rule,
      DispatchSettings settings) {
    this.ledger = ports.ledger();
    this.sweep = ports.sweep();
    this.blobs = ports.blobs();
    this.queue = queue;
    this.plan = ports.plan();
    this.presence = new Presence();
    this.fair = fair;
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
        storing(() -> ledger.over(former, device.id(), rule)).forEach(events::failed);
      }
    }
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
      awaitHint(whenReady(from, request.idle()), Math.min(left, settings.ledgerPoll().toNanos()));
    }
  }

  /** An interrupt is one, wherever it arrives: also in the middle of a look at the ledger. */
  private Optional<Lease> tryUnlessInterrupted(AgentSession from, Map<DeviceId, Set<String>> idle)
      throws InterruptedException {
    try {
      return tryLease(from, idle);
    } catch (FarmException e) {
      if (e.code() == ErrorCode.CANCELLED && Thread.interrupted()) {
        throw (InterruptedException) new InterruptedException(e.getMessage()).initCause(e);
      }
      throw e;
    }
  }

  /** One try, without waiting. */
  Optional<Lease> tryLease(AgentSession from, Map<DeviceId, Set<String>> idle) {
    IdleDevices devices = new IdleDevices(from, health.admitted(from, idle));
    if (requests.incrementAndGet() % LOOKS == 0) {
      Optional<Lease> left = grantLeftBehind(devices);
      if (left.isPresent()) {
        return left;
      }
    }
    Optional<Lease> hinted = grantHinted(devices);
    return hinted.isPresent() ? hinted : grantFromLedger(devices);
  }

  /** Completes when it is worth trying again. */
  CompletableFuture<Void> whenReady(AgentSession from, Map<DeviceId, Set<String>> idle) {
    return queue.whenReady(lanes(new IdleDevices(from, health.admitted(from, idle))));
  }

  /** What is meant for one of the devices alone first, then lane by lane, in a fair order. */
  private Optional<Lease> grantHinted(IdleDevices devices) {
    for (Holder holder : devices.free()) {
      Optional<Lease> lease =
          grantHinted(
              Lanes.name(holder.device()),
              holder.targets(),
              hint -> plan.find(hint).map(Ticket::of),
              () -> false,
              devices);
      if (lease.isPresent()) {
        return lease;
      }
    }
    for (String target : turns.order(devices.targets())) {
      for (Lane lane : fair.order(target)) {
        Optional<Lease> lease =
            grantHinted(
                Lanes.name(lane),
                Set.of(target),
                hint -> Optional.of(new Ticket(hint, lane, false)),
                () -> isDry(lane),
                devices);
        if (lease.isPresent()) {
          return lease;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Lease> grantHinted(
      String lane,
      Set<String> targets,
      Function<JobId, Optional<Ticket>> tickets,
      BooleanSupplier isDry,
      IdleDevices devices) {
    int gone = 0;
    while (queue.mayHave(lane) && devices.servesAny(targets)) {
      Optional<JobId> hint = queue.poll(Set.of(lane));
      if (hint.isEmpty()) {
        break;
      }
      GrantReply reply =
          tickets
              .apply(hint.get())
              .map(ticket -> grant(ticket, devices))
              .orElseGet(() -> GrantReply.refused(GrantReply.Verdict.JOB_GONE));
      switch (reply.verdict()) {
        case GRANTED -> {
          return reply.lease();
        }
        case DEVICE_HELD, DEVICE_FULL ->
            queue.offer(lane, hint.get()); // the job is fine; others may have a device for it
        case JOB_GONE -> {
          if (++gone == STALE_HINTS && isDry.getAsBoolean()) {
            queue.clear(lane);
          }
        }
        case NOT_HERE -> {
          // A job that is not for these devices is found in the ledger by those that it is for.
        }
      }
    }
    return Optional.empty();
  }

  /** So it is when a campaign was paused or cancelled, and thousands of its hints are left. */
  private boolean isDry(Lane lane) {
    boolean dry = sweep.ready(lane, 1).isEmpty();
    if (dry) {
      fair.empty(lane);
    }
    return dry;
  }

  /** Jobs that have been first in their lane for a while, and those that are for one device. */
  private Optional<Lease> grantLeftBehind(IdleDevices devices) {
    return grantFromLedger(devices, lane -> leftBehind.among(lane, sweep.ready(lane, CANDIDATES)));
  }

  private Optional<Lease> grantFromLedger(IdleDevices devices) {
    return grantFromLedger(
        devices,
        lane -> {
          List<PlannedJob> ready = sweep.ready(lane, CANDIDATES);
          if (ready.isEmpty()) {
            fair.empty(lane);
          }
          return ready;
        });
  }

  private Optional<Lease> grantFromLedger(
      IdleDevices devices, Function<Lane, List<PlannedJob>> jobs) {
    if (devices.isEmpty()) {
      return Optional.empty();
    }
    Optional<Lease> own = grantFirst(sweep.readyOn(devices.ids(), CANDIDATES), devices);
    if (own.isPresent()) {
      return own;
    }
    for (String target : turns.order(devices.targets())) {
      for (Lane lane : fair.order(target)) {
        Optional<Lease> lease = grantFirst(jobs.apply(lane), devices);
        if (lease.isPresent()) {
          return lease;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Lease> grantFirst(List<PlannedJob> jobs, IdleDevices devices) {
    for (PlannedJob job : jobs) {
      GrantReply reply = grant(Ticket.of(job), devices);
      if (reply.lease().isPresent()) {
        return reply.lease();
      }
    }
    return Optional.empty();
  }

  /** Tries the devices that serve the target, until one gets the job or none is left. */
  private GrantReply grant(Ticket job, IdleDevices devices) {
    GrantReply reply = GrantReply.refused(GrantReply.Verdict.DEVICE_HELD);
    for (Holder holder : devices.serving(job.lane().target())) {
      if (!job.referenceRun() && !health.takesJobs(holder.device())) {
        reply = GrantReply.refused(GrantReply.Verdict.NOT_HERE);
        continue;
      }
      Eligibility eligible = health.eligibility(holder.device(), job.lane().target());
      reply = storing(() -> ledger.grant(job.id(), holder, eligible, settings.terms()));
      if (reply.lease().isEmpty()) {
        health.refused(reply.verdict());
      }
      switch (reply.verdict()) {
        case GRANTED -> {
          health.granted(job, reply.waited());
          log.atDebug()
              .addKeyValue("job", job.id().value())
              .addKeyValue("agent", holder.agent())
              .addKeyValue("device", holder.device())
              .log("granted");
          turns.took(job.lane().target());
          return reply;
        }
        case JOB_GONE -> {
          return reply;
        }
        case DEVICE_HELD, DEVICE_FULL -> devices.leaveOut(holder);
        case NOT_HERE -> {
          // Another device of this agent may do.
        }
      }
    }
    return reply;
  }

  private Set<String> lanes(IdleDevices devices) {
    Set<String> names = new HashSet<>();
    devices.ids().forEach(device -> names.add(Lanes.name(device)));
    devices
        .targets()
        .forEach(target -> fair.order(target).forEach(lane -> names.add(Lanes.name(lane))));
    return names;
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
    Set<JobId> revoked = storing(() -> ledger.renew(from, request.held(), settings.terms()));
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
      reply = storing(() -> ledger.accept(from.agent(), result));
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
    storing(() -> ledger.fail(from, lease, code, message, rule)).ifPresent(events::failed);
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

  /** Those who wait for jobs hear at once when the ledger can't be written any more. */
  private <T> T storing(Supplier<T> transaction) {
    try {
      return transaction.get();
    } catch (FarmException e) {
      if (e.code() == ErrorCode.STORAGE_FAILED) {
        events.storageFailed(e);
      }
      throw e;
    }
  }
}
