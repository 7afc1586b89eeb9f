package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.store.JobFailure;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.job.JobSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Jobs that were submitted together, until the last of them has come to its end. */
public final class JobBatch {
  private final int total;
  private final BatchListener listener;
  private final Consumer<JobBatch> canceller;
  private final CompletableFuture<List<JobOutcome>> outcomes = new CompletableFuture<>();
  private final Map<JobId, JobSpec> open;
  private final SortedMap<String, JobOutcome> settled = new TreeMap<>();

  JobBatch(Map<JobId, JobSpec> jobs, BatchListener listener, Consumer<JobBatch> canceller) {
    this.total = jobs.size();
    this.open = new HashMap<>(jobs);
    this.listener = listener;
    this.canceller = canceller;
    if (jobs.isEmpty()) {
      outcomes.complete(List.of());
    }
  }

  /**
   * Completes with one outcome for each job, in the order of their keys; exceptionally with a
   * {@link FarmException} if results cannot be stored any more, or with what the listener threw.
   */
  public CompletableFuture<List<JobOutcome>> outcomes() {
    return outcomes.copy();
  }

  /**
   * Waits for all outcomes. An interrupt ends the wait, not the jobs.
   *
   * @throws FarmException if results cannot be stored any more
   */
  public List<JobOutcome> await() throws InterruptedException {
    try {
      return outcomes.get();
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  /** Waits for all outcomes for a limited time; empty if some are still missing then. */
  public Optional<List<JobOutcome>> await(Duration limit) throws InterruptedException {
    try {
      return Optional.of(outcomes.get(limit.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  private static RuntimeException failure(ExecutionException problem) {
    return problem.getCause() instanceof RuntimeException known
        ? known
        : new FarmException(ErrorCode.INTERNAL, "a batch of jobs failed: " + problem, problem);
  }

  /** Takes back what has not come to its end; those jobs end as {@code Failed(CANCELLED)}. */
  public void cancel() {
    canceller.accept(this);
  }

  public int total() {
    return total;
  }

  /** How many jobs have come to their end. */
  public synchronized int settled() {
    return settled.size();
  }

  synchronized Collection<JobId> open() {
    return List.copyOf(open.keySet());
  }

  synchronized Optional<JobSpec> spec(JobId job) {
    return Optional.ofNullable(open.get(job));
  }

  /** Only the board's delivery thread calls this; a job that is not open any more is ignored. */
  void settle(JobId job, JobOutcome outcome) {
    synchronized (this) {
      if (open.remove(job) == null) {
        return;
      }
      settled.put(outcome.spec().key(), outcome);
    }
    tell(() -> listener.onOutcome(outcome));
    Optional<List<JobOutcome>> all = all();
    all.ifPresent(outcomes::complete);
  }

  private synchronized Optional<List<JobOutcome>> all() {
    return open.isEmpty() ? Optional.of(new ArrayList<>(settled.values())) : Optional.empty();
  }

  /** Only the board's delivery thread calls this. */
  void retried(JobFailure failure) {
    spec(failure.job()).ifPresent(spec -> tell(() -> listener.onRetry(spec, failure)));
  }

  void abort(FarmException problem) {
    outcomes.completeExceptionally(problem);
  }

  boolean isOver() {
    return outcomes.isDone();
  }

  private void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      outcomes.completeExceptionally(e);
    }
  }
}
