package dev.meterfarm.agent.run;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.ErrorType;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.AgentSession;
import dev.meterfarm.protocol.link.CoordinatorLink;
import dev.meterfarm.protocol.link.ResultReply;
import dev.meterfarm.protocol.measurement.JobResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what the device threads have to say, on threads of its own, until the link works; then the
 * job is held no more. Safe for use from many threads.
 */
final class JobReporter implements DeviceWorker.Reports {
  /** So many reports may be on their way at once. */
  private static final int SENDERS = 4;

  private static final Logger LOG = LoggerFactory.getLogger(JobReporter.class);

  private final AgentSession session;
  private final CoordinatorLink link;
  private final PatientLink patient;
  private final Map<JobId, HeldJob> held;
  private final Runnable whenFree;
  private final Consumer<RuntimeException> failed;
  private final ResultSpool spool;
  private final ExecutorService sending =
      Executors.newFixedThreadPool(SENDERS, task -> new Thread(task, "agent-send"));

  /**
   * A reporter.
   *
   * @param session who the agent is for the coordinator
   * @param held the jobs that the agent holds; safe for use from many threads
   * @param whenFree run when a device may want work
   * @param failed told what ends the work for good
   * @param spool keeps results until the coordinator has them
   */
  JobReporter(
      AgentSession session,
      CoordinatorLink link,
      PatientLink patient,
      Map<JobId, HeldJob> held,
      Runnable whenFree,
      Consumer<RuntimeException> failed,
      ResultSpool spool) {
    this.spool = spool;
    this.session = session;
    this.link = link;
    this.patient = patient;
    this.held = held;
    this.whenFree = whenFree;
    this.failed = failed;
  }

  @Override
  public void measured(HeldJob job, JobResult result) {
    ResultSpool.Entry entry = spool.keep(result);
    send(job, () -> submit(entry));
  }

  private void submit(ResultSpool.Entry entry) {
    ResultReply reply;
    try {
      reply = link.submit(session, entry.result());
    } catch (FarmException e) {
      if (isRefusal(e) && !isOfAccess(e)) {
        spool.putAside(entry, e.getMessage());
      }
      throw e;
    }
    if (reply == ResultReply.FENCED) {
      LOG.warn(
          "Result of {} came too late: it was granted again, or nobody wants it any more",
          entry.result().job());
    }
    spool.drop(entry);
  }

  private static boolean isRefusal(FarmException e) {
    return e.type() == ErrorType.USER || e.type() == ErrorType.INTERNAL;
  }

  private static boolean isOfAccess(FarmException e) {
    return e.code() == ErrorCode.NOT_AUTHENTICATED
        || e.code() == ErrorCode.NOT_ALLOWED
        || e.code() == ErrorCode.CONFLICT;
  }

  /** Sends what an earlier life of this agent has left behind. */
  void resend(List<ResultSpool.Entry> entries) {
    for (ResultSpool.Entry entry : entries) {
      LOG.info("Result of {} was not sent before the last stop: sending it", entry.result().job());
      sending.execute(() -> deliver(entry.result().job(), () -> submit(entry)));
    }
  }

  @Override
  public void failed(HeldJob job, ErrorCode code, String message) {
    Lease lease = job.lease();
    if (code == ErrorCode.CANCELLED) {
      LOG.info("Job {} is handed back: {}", lease.job(), message);
    } else {
      LOG.warn("Job {} failed with {}: {}", lease.job(), code, message);
    }
    send(job, () -> link.fail(session, job.name(), code, message));
  }

  @Override
  public void givenUp(HeldJob job) {
    job.toTell()
        .ifPresentOrElse(reason -> failed(job, ErrorCode.CANCELLED, reason), () -> over(job));
  }

  private void send(HeldJob job, Runnable call) {
    whenFree.run();
    try {
      sending.execute(() -> sendNow(job, call));
    } catch (RejectedExecutionException e) {
      LOG.warn("{} cannot be reported: the agent has stopped", job.lease().job());
      over(job);
    }
  }

  private void sendNow(HeldJob job, Runnable call) {
    try {
      deliver(job.lease().job(), call);
    } finally {
      over(job);
    }
  }

  private void deliver(JobId job, Runnable call) {
    try {
      patient.call(
          "report " + job,
          () -> {
            call.run();
            return true;
          });
    } catch (FarmException e) {
      LOG.warn("{} could not be reported: {}", job, e.getMessage());
      if (isOfAccess(e)) {
        failed.accept(e);
      }
    } catch (RuntimeException e) {
      LOG.error("{} could not be reported", job, e);
      failed.accept(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void over(HeldJob job) {
    held.remove(job.lease().job(), job);
    whenFree.run();
  }

  /**
   * Takes no more and waits until everything is sent.
   *
   * @return false if that took longer than {@code wait}
   */
  boolean finish(Duration wait) throws InterruptedException {
    sending.shutdown();
    return sending.awaitTermination(wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Takes no more. */
  void close() {
    sending.shutdown();
  }
}
