package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.queue.WorkQueue;
import dev.meterfarm.coordinator.store.JobFailure;
import dev.meterfarm.coordinator.store.JobPlan;
import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.coordinator.store.MeasurementStore;
import dev.meterfarm.coordinator.store.PlannedJob;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.measurement.JobResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the campaign engine puts jobs and waits for their outcomes. A job that is done already, in
 * this run or an earlier one, is not run again: its stored result is its outcome.
 *
 * <p>Outcomes are delivered by one thread of the board's own, outside any lock.
 */
public final class JobBoard implements JobEvents, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(JobBoard.class);

  private static final int MOST_HINTS = 5_000;

  /** So many open jobs are looked up in one round, in turn: it is made every second. */
  private static final int MOST_REPAIRED = 5_000;

  private final JobPlan plan;
  private final JobPlan planner;
  private final MeasurementStore measurements;
  private final WorkQueue queue;
  private final FairShare fair;
  private final int maxAttempts;
  private final Set<JobBatch> batches;
  private final ExecutorService delivery;

  /** Where the next round of repairs goes on, counted over all open jobs; for one thread. */
  private int repaired;

  JobBoard(LedgerPorts ports, WorkQueue queue, FairShare fair, int maxAttempts) {
    this(
        ports,
        queue,
        fair,
        maxAttempts,
        Executors.newSingleThreadExecutor(task -> daemon(task, "job-outcomes")));
  }

  /**
   * @param delivery does one thing at a time; the board owns it
   */
  JobBoard(
      LedgerPorts ports,
      WorkQueue queue,
      FairShare fair,
      int maxAttempts,
      ExecutorService delivery) {
    this.batches = ConcurrentHashMap.newKeySet();
    this.delivery = delivery;
    this.fair = fair;
    this.plan = ports.plan();
    this.planner = ports.planner();
    this.measurements = ports.measurements();
    this.queue = queue;
    this.maxAttempts = maxAttempts;
  }

  private JobBoard(JobBoard same, JobPlan planner) {
    this.batches = same.batches;
    this.delivery = same.delivery;
    this.fair = same.fair;
    this.plan = same.plan;
    this.planner = planner;
    this.measurements = same.measurements;
    this.queue = same.queue;
    this.maxAttempts = same.maxAttempts;
  }

  /**
   * The same board for somebody who plans, and takes jobs back, with plans of his own, such as
   * those of one term. Not to be closed.
   */
  public JobBoard under(JobPlan ownPlans) {
    return new JobBoard(this, ownPlans);
  }

  static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Submits jobs that nobody watches one by one. */
  public JobBatch submit(List<JobSpec> specs) {
    return submit(specs, outcome -> {});
  }

  /**
   * Plans the jobs and offers them to the agents.
   *
   * @throws FarmException with INVALID_REQUEST if a key is known for other work, with
   *     STORAGE_FAILED if the plan cannot be stored
   */
  public JobBatch submit(List<JobSpec> specs, BatchListener listener) {
    return watch(specs, planner.enqueue(specs, maxAttempts), listener);
  }

  /** The same for jobs that only this device may run. */
  public JobBatch submitOn(DeviceId device, List<JobSpec> specs, BatchListener listener) {
    return watch(specs, planner.enqueueOn(device, specs, maxAttempts), listener);
  }

  private JobBatch watch(List<JobSpec> specs, List<PlannedJob> planned, BatchListener listener) {
    Map<JobId, JobSpec> jobs = new LinkedHashMap<>();
    for (int i = 0; i < specs.size(); i++) {
      jobs.put(planned.get(i).id(), specs.get(i));
    }
    JobBatch batch = new JobBatch(jobs, listener, this::cancel);
    batches.add(batch);
    // Only now: an agent that polls the ledger may have been faster than this batch was known.
    settleWhatIsOver(batch.open());
    offer(planned);
    return batch;
  }

  /**
   * More would only fill memory: when hints run out there are new ones, and the ledger is asked.
   */
  private void offer(List<PlannedJob> planned) {
    Map<String, List<JobId>> hints = new LinkedHashMap<>();
    int count = 0;
    for (PlannedJob job : planned) {
      if (job.state() == JobState.READY) {
        fair.open(job.lane());
        if (count++ < MOST_HINTS) {
          hints.computeIfAbsent(Lanes.name(job), line -> new ArrayList<>()).add(job.id());
        }
      }
    }
    hints.forEach(queue::offer);
  }

  /**
   * Cancels jobs of a campaign that have not come to their end.
   *
   * @param most no more than so many
   * @return how many; 0 if there are none
   */
  public int cancelCampaign(String campaign, int most) {
    List<JobId> jobs = plan.cancelCampaign(campaign, most);
    cancelled(jobs);
    return jobs.size();
  }

  /** Only who may plan jobs may take them back: another leader may be waiting for them. */
  private void cancel(JobBatch batch) {
    cancelled(planner.cancel(batch.open()));
  }

  private void cancelled(Collection<JobId> jobs) {
    deliver(() -> jobs.forEach(job -> settleFrom(job, JobState.CANCELLED)));
  }

  /** Asks the ledger about everything that is waited for, in case an event was lost. */
  void repair() {
    batches.removeIf(JobBatch::isOver);
    List<JobId> open = batches.stream().flatMap(batch -> batch.open().stream()).toList();
    int from = repaired < open.size() ? repaired : 0;
    int to = Math.min(open.size(), from + MOST_REPAIRED);
    settleWhatIsOver(open.subList(from, to));
    repaired = to;
  }

  private void settleWhatIsOver(Collection<JobId> open) {
    plan.settled(open).forEach((job, state) -> deliver(() -> settleFrom(job, state)));
  }

  private void settleFrom(JobId job, JobState state) {
    for (JobBatch batch : batches) {
      batch.spec(job).ifPresent(spec -> batch.settle(job, outcome(job, spec, state)));
    }
  }

  private JobOutcome outcome(JobId job, JobSpec spec, JobState state) {
    if (state == JobState.DONE) {
      return new JobOutcome.Done(spec, measurements.find(job).orElseThrow().result());
    }
    if (state == JobState.CANCELLED) {
      return new JobOutcome.Failed(spec, ErrorCode.CANCELLED, "cancelled", 0);
    }
    JobFailure failure =
        plan.failure(job)
            .orElseThrow(
                () -> new FarmException(ErrorCode.INTERNAL, job + " is parked without a reason"));
    return new JobOutcome.Failed(spec, failure.code(), failure.message(), failure.attempts());
  }

  @Override
  public void accepted(String agent, JobResult result) {
    deliver(
        () -> {
          for (JobBatch batch : batches) {
            batch
                .spec(result.job())
                .ifPresent(spec -> batch.settle(result.job(), new JobOutcome.Done(spec, result)));
          }
        });
  }

  @Override
  public void failed(JobFailure failure) {
    if (failure.state() == JobState.POISON) {
      log.warn(
          "{} is parked after {} attempts: {}: {}",
          failure.job(),
          failure.attempts(),
          failure.code(),
          failure.message());
      deliver(() -> settleFrom(failure.job(), JobState.POISON));
    } else {
      log.info("{} will be tried again: {}: {}", failure.job(), failure.code(), failure.message());
      deliver(() -> batches.forEach(batch -> batch.retried(failure)));
    }
  }

  @Override
  public void storageFailed(FarmException problem) {
    batches.forEach(batch -> batch.abort(problem));
  }

  private void deliver(Runnable delivering) {
    try {
      delivery.execute(
          () -> {
            try {
              delivering.run();
            } catch (FarmException e) {
              storageFailed(e);
            }
            batches.removeIf(JobBatch::isOver);
          });
    } catch (RejectedExecutionException e) {
      log.debug("an outcome came after the end; it is in the ledger", e);
    }
  }

  /** Fails the batches that still wait. Their jobs stay in the ledger as they are. */
  @Override
  public void close() {
    delivery.shutdown();
    batches.forEach(
        batch ->
            batch.abort(
                new FarmException(ErrorCode.CANCELLED, "the coordinator is shutting down")));
  }
}
