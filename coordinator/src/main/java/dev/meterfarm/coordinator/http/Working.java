package dev.meterfarm.coordinator.http;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Runs what may wait on a pool. Stateless. */
final class Working {
  private Working() {}

  /** Runs the work; refuses with UNAVAILABLE when the pool has more than enough to do. */
  static <T> CompletionStage<T> on(Executor pool, Callable<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    try {
      pool.execute(() -> complete(done, work));
    } catch (RejectedExecutionException e) {
      done.completeExceptionally(
          new FarmException(
              ErrorCode.UNAVAILABLE, "the coordinator is overloaded or stopping; try again soon"));
    }
    return done;
  }

  private static <T> void complete(CompletableFuture<T> done, Callable<T> work) {
    try {
      done.complete(work.call());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      done.completeExceptionally(
          new FarmException(ErrorCode.UNAVAILABLE, "the coordinator is stopping"));
    } catch (Exception | Error e) {
      done.completeExceptionally(e);
    }
  }
}
