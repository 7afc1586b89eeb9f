package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.queue.WorkQueue;
import dev.meterfarm.coordinator.store.BlobStore;
import dev.meterfarm.coordinator.store.JobLedger;
import dev.meterfarm.coordinator.store.LeaseSweep;
import dev.meterfarm.coordinator.store.PlannedJob;
import dev.meterfarm.coordinator.store.RetryRule;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.CoordinatorLink;
import dev.meterfarm.protocol.link.ResultReply;
import dev.meterfarm.protocol.measurement.JobResult;
import java.time.Duration;
import java.util.List;
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
  private final Turns turns = new Turns();

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
  public void announce(String agent, List<TargetDescription> targets) {
    presence.announce(agent, targets);
  }

  @Override
  public Optional<Lease> lease(String agent, Set<String> targets, Duration wait)
      throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      Optional<Lease> granted = grantHinted(agent, targets);
      if (granted.isEmpty()) {
        granted = grantFromLedger(agent, targets);
      }
      long left = wait.toNanos() - (System.nanoTime() - start);
      if (granted.isPresent() || left <= 0) {
        return granted;
      }
      awaitHint(targets, Math.min(left, settings.ledgerPoll().toNanos()));
    }
  }

  private Optional<Lease> grantHinted(String agent, Set<String> targets) {
    Set<String> inTurn = turns.order(targets);
    for (Optional<JobId> hint = queue.poll(inTurn); hint.isPresent(); hint = queue.poll(inTurn)) {
      Optional<Lease> granted = grant(hint.get(), agent, targets);
      if (granted.isPresent()) {
        return granted;
      }
    }
    return Optional.empty();
  }

  private Optional<Lease> grantFromLedger(String agent, Set<String> targets) {
    for (PlannedJob job : sweep.ready(targets, CANDIDATES)) {
      Optional<Lease> granted = grant(job.id(), agent, targets);
      if (granted.isPresent()) {
        return granted;
      }
    }
    return Optional.empty();
  }

  private Optional<Lease> grant(JobId job, String agent, Set<String> targets) {
    Optional<Lease> granted = storing(() -> ledger.grant(job, agent, targets, settings.terms()));
    granted.ifPresent(lease -> turns.took(lease.spec().target()));
    return granted;
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
  public Set<JobId> sync(String agent, Set<JobId> held) {
    return storing(() -> ledger.renew(agent, held, settings.terms()));
  }

  @Override
  public ResultReply submit(String agent, JobResult result) {
    ResultReply reply;
    try {
      reply = storing(() -> ledger.accept(agent, result));
    } catch (FarmException e) {
      if (e.code() == ErrorCode.INVALID_REQUEST) {
        fail(agent, result.job(), result.epoch(), ErrorCode.INTERNAL, e.getMessage());
      }
      throw e;
    }
    if (reply == ResultReply.ACCEPTED) {
      events.accepted(result);
    } else {
      log.info("{} of {} under epoch {}: {}", result.job(), agent, result.epoch(), reply);
    }
    return reply;
  }

  @Override
  public void fail(String agent, JobId job, long epoch, ErrorCode code, String message) {
    storing(() -> ledger.fail(agent, job, epoch, code, message, rule)).ifPresent(events::failed);
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
