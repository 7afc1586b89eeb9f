package dev.meterfarm.coordinator.queue;

import dev.meterfarm.protocol.job.JobId;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for a queue only so long. A queue that takes longer, or fails, looks empty until it has
 * answered what it was asked: a member of the cluster that hangs makes work slower to be found, and
 * stops nothing.
 */
public final class ImpatientWorkQueue implements WorkQueue {
  private static final Logger log = LoggerFactory.getLogger(ImpatientWorkQueue.class);

  private final WorkQueue queue;
  private final Duration limit;
  private final AtomicInteger unanswered = new AtomicInteger();
  private final ExecutorService callers =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "work-queue-call");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param queue the queue; this one owns it
   * @param limit how long one call may take
   */
  public ImpatientWorkQueue(WorkQueue queue, Duration limit) {
    this.queue = queue;
    this.limit = limit;
  }

  @Override
  public void offer(String target, Collection<JobId> jobs) {
    call(
        () -> {
          queue.offer(target, jobs);
          return true;
        },
        false);
  }

  @Override
  public Optional<JobId> poll(Set<String> targets) {
    Set<String> hopeful = new LinkedHashSet<>(targets);
    hopeful.removeIf(target -> !queue.mayHave(target));
    return hopeful.isEmpty() ? Optional.empty() : call(() -> queue.poll(hopeful), Optional.empty());
  }

  @Override
  public boolean mayHave(String target) {
    return queue.mayHave(target);
  }

  @Override
  public CompletableFuture<Void> whenReady(Set<String> targets) {
    return call(() -> queue.whenReady(targets), new CompletableFuture<>());
  }

  @Override
  public int size(String target) {
    return call(() -> queue.size(target), 0);
  }

  @Override
  public void clear(String target) {
    call(
        () -> {
          queue.clear(target);
          return true;
        },
        false);
  }

  @Override
  public void clear() {
    call(
        () -> {
          queue.clear();
          return true;
        },
        false);
  }

  /** True while the queue has not answered in time. */
  public boolean isStalled() {
    return unanswered.get() > 0;
  }

  private <T> T call(Supplier<T> call, T otherwise) {
    if (isStalled()) {
      return otherwise;
    }
    CompletableFuture<T> answer = CompletableFuture.supplyAsync(call, callers);
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      waitForAnswer(answer);
    } catch (ExecutionException e) {
      log.warn("the work queue failed; the ledger is asked instead: {}", e.getCause().toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return otherwise;
  }

  private void waitForAnswer(CompletableFuture<?> answer) {
    if (unanswered.getAndIncrement() == 0) {
      log.warn("the work queue does not answer within {}; the ledger is asked instead", limit);
    }
    var unused =
        answer.whenComplete(
            (result, failure) -> {
              if (unanswered.decrementAndGet() == 0) {
                log.info("the work queue answers again");
              }
            });
  }

  @Override
  public void close() {
    queue.close();
    callers.shutdown();
  }
}
