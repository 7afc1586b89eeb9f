package dev.meterfarm.agent.run;

import dev.meterfarm.protocol.lease.HeldLease;
import dev.meterfarm.protocol.lease.Lease;
import java.util.Optional;

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

  /** From this share of its term on, a lease that nobody renews starts nothing any more. */
  private static final double OLD = 0.8;

  private final Lease lease;
  private State state = State.WAITING;
  private Thread runner;
  private long renewedNanos;
  private Optional<String> toTell = Optional.empty();

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

  /**
   * The calling thread is about to run the job; false if the job was given up, or its lease is so
   * old that it may be over before the run is.
   */
  synchronized boolean tryRun(long nowNanos) {
    if (state == State.WAITING && age(nowNanos) > OLD * lease.remaining().toNanos()) {
      state = State.GIVEN_UP;
      toTell = Optional.of("its lease was not renewed in time");
    }
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

  /** Stops a job of which the coordinator knows that it is over; see {@link #giveUp(String)}. */
  boolean giveUp() {
    return giveUp(Optional.empty());
  }

  /**
   * Stops the job, unless it is over; a run in progress is interrupted.
   *
   * @param reason what the coordinator, which does not know yet, is to be told
   */
  boolean giveUp(String reason) {
    return giveUp(Optional.of(reason));
  }

  private synchronized boolean giveUp(Optional<String> reason) {
    if (state == State.REPORTING || state == State.GIVEN_UP) {
      return false;
    }
    state = State.GIVEN_UP;
    toTell = reason;
    if (runner != null) {
      runner.interrupt();
    }
    return true;
  }

  /** What the coordinator is to be told about a job that was given up, if anything. */
  synchronized Optional<String> toTell() {
    return toTell;
  }

  synchronized void renewed(long nowNanos) {
    renewedNanos = nowNanos;
  }

  /** True if the lease has run out by our own clock. */
  synchronized boolean isOverdue(long nowNanos) {
    return age(nowNanos) > lease.remaining().toNanos();
  }

  private long age(long nowNanos) {
    return nowNanos - renewedNanos;
  }
}
