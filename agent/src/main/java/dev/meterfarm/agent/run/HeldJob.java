package dev.meterfarm.agent.run;

import dev.meterfarm.protocol.lease.HeldLease;
import dev.meterfarm.protocol.lease.Lease;
import java.time.Duration;

/**
 * A job that this agent holds, from the grant to the coordinator's answer to its result. Safe for
 * use from many threads.
 *
 * <pre>{@code
 * stateDiagram-v2
 *   [*] --> WAITING : leased
 *   WAITING --> RUNNING : its device is free
 *   RUNNING --> REPORTING : measured or failed
 *   WAITING --> REPORTING : cannot be prepared
 *   WAITING --> GIVEN_UP : cancelled, or the lease ran out
 *   RUNNING --> GIVEN_UP : cancelled, or the lease ran out; the run is interrupted
 *   REPORTING --> [*] : the coordinator answered
 *   GIVEN_UP --> [*]
 * }</pre>
 */
final class HeldJob {
  enum State {
    WAITING,
    RUNNING,
    REPORTING,
    GIVEN_UP
  }

  private final Lease lease;
  private State state = State.WAITING;
  private Thread runner;
  private long renewedNanos;
  private boolean tell;

  /**
   * A job.
   *
   * @param askedNanos monotonic time before the lease was asked for: its term counts from there
   */
  HeldJob(Lease lease, long askedNanos) {
    this.lease = lease;
    this.renewedNanos = askedNanos;
  }

  Lease lease() {
    return lease;
  }

  /** How the coordinator knows it. */
  HeldLease name() {
    return new HeldLease(lease.job(), lease.epoch());
  }

  synchronized State state() {
    return state;
  }

  /** The calling thread is about to run the job; false if the job was given up. */
  synchronized boolean tryRun() {
    if (state != State.WAITING) {
      return false;
    }
    state = State.RUNNING;
    runner = Thread.currentThread();
    return true;
  }

  /**
   * The calling thread is done with the job, and is not interrupted on its account from here on.
   *
   * @return false if the job was given up, so that there is nothing to report
   */
  synchronized boolean tryReport() {
    if (runner != null && runner == Thread.currentThread() && state == State.GIVEN_UP) {
      // An interrupt that came too late must not hit the next job.
      Thread.interrupted();
    }
    runner = null;
    if (state == State.GIVEN_UP) {
      return false;
    }
    state = State.REPORTING;
    return true;
  }

  /**
   * Stops the job, unless it is over; a run in progress is interrupted.
   *
   * @param tellCoordinator whether the coordinator does not know yet
   */
  synchronized void giveUp(boolean tellCoordinator) {
    if (state == State.REPORTING || state == State.GIVEN_UP) {
      return;
    }
    state = State.GIVEN_UP;
    tell = tellCoordinator;
    if (runner != null) {
      runner.interrupt();
    }
  }

  /** True if the coordinator is to be told that the job was given up. */
  synchronized boolean isToBeTold() {
    return tell;
  }

  synchronized void renewed(long nowNanos) {
    renewedNanos = nowNanos;
  }

  /** True if the lease has run out by our own clock. */
  synchronized boolean isOverdue(long nowNanos) {
    Duration since = Duration.ofNanos(nowNanos - renewedNanos);
    return since.compareTo(lease.remaining()) > 0;
  }
}
