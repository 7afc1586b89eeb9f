package dev.meterfarm.agent.run;

import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.ErrorType;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.link.DeviceActivity;
import dev.meterfarm.protocol.measurement.JobResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One device and the thread that measures on it. Takes one job ahead of the one that runs, so that
 * the device never waits for a model to be built.
 */
final class DeviceWorker implements Runnable {
  /** A job and its models, which may still be in the making. */
  record Task(HeldJob job, CompletableFuture<PreparedJob> prepared) {
    /** Stands for the end of all tasks. */
    static Task end() {
      return new Task(null, null);
    }

    boolean isEnd() {
      return job == null;
    }

    /** Frees the models as soon as they are there, if they ever are. */
    void discard() {
      var unused = prepared.thenAccept(PreparedJob::close);
    }
  }

  /** What becomes of finished jobs. */
  interface Reports {
    void measured(HeldJob job, JobResult result);

    void failed(HeldJob job, ErrorCode code, String message);

    void givenUp(HeldJob job);
  }

  private static final Logger LOG = LoggerFactory.getLogger(DeviceWorker.class);

  /** One running, one waiting. */
  private static final int MOST_JOBS = 2;

  private final Device device;
  private final Set<String> targets = new TreeSet<>();
  private final AgentClock clock;
  private final LoopSettings settings;
  private final Reports reports;
  private final CountDownLatch stopped;
  private final LinkedBlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
  private final AtomicInteger jobs = new AtomicInteger();
  private int failuresInARow;

  /**
   * A worker, to be run by a thread of its own.
   *
   * @param stopped ends pauses when it opens
   */
  DeviceWorker(
      Device device,
      AgentClock clock,
      LoopSettings settings,
      Reports reports,
      CountDownLatch stopped) {
    this.device = device;
    this.clock = clock;
    this.settings = settings;
    this.reports = reports;
    this.stopped = stopped;
    device.targets().stream().map(TargetDescription::name).forEach(targets::add);
  }

  Device device() {
    return device;
  }

  Set<String> targets() {
    return targets;
  }

  /** True if this device could do with another job. */
  boolean wantsWork() {
    return jobs.get() < MOST_JOBS;
  }

  DeviceActivity activity() {
    return jobs.get() > 0 ? DeviceActivity.BUSY : DeviceActivity.IDLE;
  }

  /** How many jobs this device has, running or waiting. */
  int load() {
    return jobs.get();
  }

  /** Hands a job over. */
  void accept(Task task) {
    jobs.incrementAndGet();
    tasks.add(task);
  }

  /** Ends the thread after the jobs that it has. */
  void finish() {
    tasks.add(Task.end());
  }

  /** Hands back the jobs that wait, and ends the thread after the one that it runs. */
  void leave(String reason) {
    List<Task> waiting = new ArrayList<>();
    tasks.drainTo(waiting);
    for (Task task : waiting) {
      if (!task.isEnd()) {
        task.job().giveUp(reason);
        task.discard();
        jobs.decrementAndGet();
        reports.givenUp(task.job());
      }
    }
    finish();
  }

  @Override
  public void run() {
    while (true) {
      Task task;
      try {
        task = tasks.take();
      } catch (InterruptedException e) {
        // A job was given up in the moment in which it ended: nothing is left to stop.
        continue;
      }
      if (task.isEnd()) {
        return;
      }
      try {
        perform(task);
      } finally {
        jobs.decrementAndGet();
      }
    }
  }

  private void perform(Task task) {
    HeldJob job = task.job();
    if (!job.tryRun(clock.nanoTime())) {
      task.discard();
      reports.givenUp(job);
      return;
    }
    try (PreparedJob prepared = task.prepared().get()) {
      measure(job, prepared);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FarmException of) {
        fail(job, of.code(), of.getMessage());
      } else {
        LOG.error("Job {} cannot be prepared", job.lease().job(), e.getCause());
        fail(job, ErrorCode.INTERNAL, "cannot be prepared: " + e.getCause());
      }
    } catch (InterruptedException e) {
      task.discard();
      fail(job, ErrorCode.CANCELLED, "interrupted while its models were prepared");
    }
  }

  private void measure(HeldJob job, PreparedJob prepared) {
    Instant started = clock.now();
    try {
      DeviceReport report = device.measure(prepared);
      failuresInARow = 0;
      JobResult result =
          new JobResult(
              job.lease().job(),
              job.lease().epoch(),
              job.lease().attempt(),
              device.id(),
              started,
              report.elapsed(),
              report.outcomes(),
              report.references(),
              report.environment());
      if (job.tryReport()) {
        reports.measured(job, result);
      } else {
        reports.givenUp(job);
      }
    } catch (DeviceException e) {
      fail(job, e.code(), e.getMessage());
      pauseIfUnfit(e);
    } catch (InterruptedException e) {
      fail(job, ErrorCode.CANCELLED, "the run was stopped");
    } catch (RuntimeException e) {
      LOG.error("Device {} failed on job {} in a way that it must not", device.id(), job, e);
      fail(job, ErrorCode.INTERNAL, "device " + device.id() + ": " + e);
    }
  }

  private void fail(HeldJob job, ErrorCode code, String message) {
    if (job.tryReport()) {
      reports.failed(job, code, message);
    } else {
      reports.givenUp(job);
    }
  }

  /** What is wrong with the surroundings will not be right a moment later. */
  private void pauseIfUnfit(DeviceException failure) {
    if (failure.type() != ErrorType.ENVIRONMENT || failure.code() == ErrorCode.CANCELLED) {
      failuresInARow = 0;
      return;
    }
    failuresInARow++;
    Duration pause = settings.backOff(failuresInARow);
    LOG.warn("Device {} pauses for {}: {}", device.id(), pause, failure.getMessage());
    try {
      if (stopped.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.debug("Device {} need not pause any more: the agent stops", device.id());
      }
    } catch (InterruptedException e) {
      LOG.debug("Device {} is wanted before its pause is over", device.id());
    }
  }
}
