package dev.meterfarm.coordinator.queue;

import dev.meterfarm.protocol.job.JobId;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Ids of ready jobs, first in first out for each target. */
public interface WorkQueue extends AutoCloseable {
  /** Adds a hint, and wakes one who waits for the target. */
  void offer(String target, JobId job);

  /** Takes a hint from the first of the targets that has any, in the order of the set. */
  Optional<JobId> poll(Set<String> targets);

  /**
   * Completes when there is, or has been since this call, a hint for one of the targets; at once if
   * there is one now. A hint that arrives wakes one waiter; who is woken polls, and may find that
   * another was faster. Who does not want to wait any longer cancels the future.
   */
  CompletableFuture<Void> whenReady(Set<String> targets);

  /** About how many hints there are for the target. */
  int size(String target);

  /** Forgets all hints. */
  void clear();

  @Override
  void close();
}
