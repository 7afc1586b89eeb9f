package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.lease.HeldLease;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.AgentSession;
import dev.meterfarm.protocol.link.LeaseRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Requests for work that wait without a thread each: one that finds no work is tried again when a
 * hint arrives, and now and then without one, in case a hint was lost. One whose agent has gone, or
 * has begun anew, must not get a job: nobody would run it, and its lease and the device would be
 * held until they run out. Thread-safe.
 */
public final class LongPolls {
  /** So many waiting requests share the rate at which one would ask the ledger. */
  private static final int SHARING = 50;

  private final Dispatcher dispatcher;
  private final Executor pool;
  private final Duration ledgerPoll;
  private final Duration longest;
  private final Predicate<AgentSession> getsNothing;
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * @param pool where the ledger is asked
   * @param longest nobody waits longer, whatever was asked for
   * @param getsNothing nothing is handed out to a session while this is true of it
   */
  public LongPolls(
      Dispatcher dispatcher,
      Executor pool,
      Duration ledgerPoll,
      Duration longest,
      Predicate<AgentSession> getsNothing) {
    this.dispatcher = dispatcher;
    this.pool = pool;
    this.ledgerPoll = ledgerPoll;
    this.longest = longest;
    this.getsNothing = getsNothing;
  }

  /** How many requests wait. */
  public int waiting() {
    return waiting.get();
  }

  /**
   * Answers a request, at once or later.
   *
   * @param gone ends the wait: the caller does not listen any more
   */
  public CompletableFuture<Optional<Lease>> lease(
      AgentSession from, LeaseRequest request, CompletableFuture<Void> gone) {
    CompletableFuture<Optional<Lease>> answer = new CompletableFuture<>();
    CompletableFuture<Optional<Lease>> counts =
        dispatcher.answered().enter(from, request.id(), answer);
    if (counts == answer) {
      Duration wait = request.patience().compareTo(longest) > 0 ? longest : request.patience();
      waiting.incrementAndGet();
      var unused = answer.whenComplete((lease, failure) -> waiting.decrementAndGet());
      leaveWith(gone, answer);
      attempt(new Poll(from, request, System.nanoTime() + wait.toNanos(), answer));
    } else {
      leaveWith(gone, counts);
    }
    return counts.copy();
  }

  /** Whoever asks for the same again meanwhile is answered with nothing, and asks anew. */
  private static void leaveWith(
      CompletableFuture<Void> gone, CompletableFuture<Optional<Lease>> answer) {
    var unused = gone.thenRun(() -> answer.complete(Optional.empty()));
  }

  private record Poll(
      AgentSession from,
      LeaseRequest request,
      long endNanos,
      CompletableFuture<Optional<Lease>> answer) {}

  private void attempt(Poll poll) {
    try {
      pool.execute(() -> attemptNow(poll));
    } catch (RejectedExecutionException e) {
      poll.answer().complete(Optional.empty()); // overloaded: the agent asks again
    }
  }

  private void attemptNow(Poll poll) {
    try {
      if (poll.answer().isDone()) {
        return;
      }
      if (getsNothing.test(poll.from())
          || !dispatcher.answered().isLatest(poll.from(), poll.request().id())) {
        poll.answer().complete(Optional.empty());
        return;
      }
      Optional<Lease> granted = dispatcher.grants().tryLease(poll.from(), poll.request().idle());
      long left = poll.endNanos() - System.nanoTime();
      if (granted.isPresent()) {
        deliver(poll, granted.get());
      } else if (left <= 0) {
        poll.answer().complete(granted);
      } else {
        await(poll, left);
      }
    } catch (RuntimeException | Error e) {
      poll.answer().completeExceptionally(e);
    }
  }

  /** The session may have ended, or the caller left, while the job was granted. */
  private void deliver(Poll poll, Lease lease) {
    if (getsNothing.test(poll.from()) || !poll.answer().complete(Optional.of(lease))) {
      dispatcher.fail(
          poll.from(),
          new HeldLease(lease.job(), lease.epoch()),
          ErrorCode.CANCELLED,
          "agent " + poll.from().agent() + " has gone meanwhile");
      poll.answer().complete(Optional.empty());
    }
  }

  private void await(Poll poll, long leftNanos) {
    long pause = ledgerPoll.toNanos() * (1 + waiting.get() / SHARING);
    CompletableFuture<Void> hint =
        dispatcher.grants().whenReady(poll.from(), poll.request().idle());
    var unused =
        hint.completeOnTimeout(null, Math.min(pause, leftNanos), TimeUnit.NANOSECONDS)
            .whenComplete((nothing, failure) -> attempt(poll));
  }
}
