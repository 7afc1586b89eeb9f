package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.queue.WorkQueue;
import dev.meterfarm.coordinator.store.BlobStore;
import dev.meterfarm.coordinator.store.GrantReply;
import dev.meterfarm.coordinator.store.Holder;
import dev.meterfarm.coordinator.store.JobLedger;
import dev.meterfarm.coordinator.store.LeaseSweep;
import dev.meterfarm.coordinator.store.PlannedJob;
import dev.meterfarm.coordinator.store.RetryRule;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.lease.HeldLease;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.AgentSession;
import dev.meterfarm.protocol.link.CoordinatorLink;
import dev.meterfarm.protocol.link.ResultReply;
import dev.meterfarm.protocol.measurement.JobResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The coordinator's end of the link: every call becomes one transaction of the ledger. */
public final class Dispatcher implements CoordinatorLink {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
  private static final int CANDIDATES = 8;

  private final JobLedger ledger;
  private final LeaseSweep sweep;
  private final BlobStore blobs;
  private final WorkQueue queue;
  private final Presence presence;
  private final JobEvents events;
  private final RetryRule rule;
  private final DispatchSettings settings;

  Dispatcher(
      LedgerPorts ports,
      WorkQueue queue,
      Presence presence,
      JobEvents events,
      RetryRule rule,
      DispatchSettings settings) {
    this.ledger = ports.ledger();
    this.sweep = ports.sweep();
    this.blobs = ports.blobs();
    this.queue = queue;
    this.presence = presence;
    this.events = events;
    this.rule = rule;
    this.settings = settings;
  }

  @Override
  public void announce(AgentSession from, List<TargetDescription> targets) {
    presence.announce(from.agent(), targets);
  }

  @Override
  public Optional<Lease> lease(AgentSession from, Map<DeviceId, Set<String>> idle, Duration wait)
      throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      IdleDevices devices = new IdleDevices(from, idle);
      Optional<Lease> granted = grantHinted(devices);
      if (granted.isEmpty()) {
        granted = grantFromLedger(devices);
      }
      long left = wait.toNanos() - (System.nanoTime() - start);
      if (granted.isPresent() || left <= 0) {
        return granted;
      }
      awaitHint(devices.targets(), Math.min(left, settings.ledgerPoll().toNanos()));
    }
  }

  private Optional<Lease> grantHinted(IdleDevices devices) {
    for (String target : devices.targets()) {
      while (devices.serving(target).isPresent()) {
        Optional<JobId> hint = queue.poll(Set.of(target));
        if (hint.isEmpty()) {
          break;
        }
        GrantReply reply = grant(hint.get(), target, devices);
        if (reply.lease().isPresent()) {
          return reply.lease();
        }
        if (reply.verdict() != GrantReply.Verdict.JOB_GONE) {
          queue.offer(target, hint.get()); // the job is fine; others may have a device for it
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Lease> grantFromLedger(IdleDevices devices) {
    Set<String> targets = devices.targets();
    if (targets.isEmpty()) {
      return Optional.empty();
    }
    for (PlannedJob job : sweep.ready(targets, CANDIDATES)) {
      GrantReply reply = grant(job.id(), job.target(), devices);
      if (reply.lease().isPresent()) {
        return reply.lease();
      }
    }
    return Optional.empty();
  }

  /** Tries the devices that serve the target, until one gets the job or none is left. */
  private GrantReply grant(JobId job, String target, IdleDevices devices) {
    GrantReply reply = GrantReply.refused(GrantReply.Verdict.DEVICE_HELD);
    for (Optional<Holder> holder = devices.serving(target);
        holder.isPresent();
        holder = devices.serving(target)) {
      Holder candidate = holder.get();
      reply = storing(() -> ledger.grant(job, candidate, settings.terms()));
      switch (reply.verdict()) {
        case GRANTED, JOB_GONE -> {
          return reply;
        }
        case DEVICE_HELD, DEVICE_FULL -> devices.leaveOut(candidate);
      }
    }
    return reply;
  }

  private void awaitHint(Set<String> targets, long nanos) throws InterruptedException {
    CompletableFuture<Void> ready = queue.whenReady(targets);
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
  public Set<JobId> sync(AgentSession from, Set<HeldLease> held) {
    return storing(() -> ledger.renew(from, held, settings.terms()));
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
    if (reply == ResultReply.ACCEPTED) {
      events.accepted(result);
    } else {
      log.info("{} of {} under epoch {}: {}", result.job(), from, result.epoch(), reply);
    }
    return reply;
  }

  @Override
  public void fail(AgentSession from, HeldLease lease, ErrorCode code, String message) {
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
