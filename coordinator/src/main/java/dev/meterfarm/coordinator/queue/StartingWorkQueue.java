package dev.meterfarm.coordinator.queue;

import dev.meterfarm.protocol.job.JobId;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A queue that is still starting. Until it has started, hints are dropped and nobody is woken,
 * which the ledger makes up for: the start of a queue holds up nothing.
 */
public final class StartingWorkQueue implements WorkQueue {
  private final CompletableFuture<? extends WorkQueue> starting;

  /**
   * @param starting the queue, once it has started; this one owns it
   */
  public StartingWorkQueue(CompletableFuture<? extends WorkQueue> starting) {
    this.starting = starting;
  }

  private Optional<WorkQueue> started() {
    return starting.isDone() && !starting.isCompletedExceptionally()
        ? Optional.of(starting.join())
        : Optional.empty();
  }

  @Override
  public void offer(String target, Collection<JobId> jobs) {
    started().ifPresent(queue -> queue.offer(target, jobs));
  }

  @Override
  public Optional<JobId> poll(Set<String> targets) {
    return started().flatMap(queue -> queue.poll(targets));
  }

  @Override
  public boolean mayHave(String target) {
    return started().filter(queue -> queue.mayHave(target)).isPresent();
  }

  @Override
  public CompletableFuture<Void> whenReady(Set<String> targets) {
    return started().map(queue -> queue.whenReady(targets)).orElseGet(CompletableFuture::new);
  }

  @Override
  public int size(String target) {
    return started().map(queue -> queue.size(target)).orElse(0);
  }

  @Override
  public void clear(String target) {
    started().ifPresent(queue -> queue.clear(target));
  }

  @Override
  public void clear() {
    started().ifPresent(WorkQueue::clear);
  }

  /** Closes the queue, or sees to it that it is closed as soon as it has started. */
  @Override
  public void close() {
    var unused = starting.thenAccept(WorkQueue::close);
  }
}
