package dev.meterfarm.coordinator.queue;

import dev.meterfarm.protocol.job.JobId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Ids of ready jobs, first in first out for each target. */
public interface WorkQueue extends AutoCloseable {
  /** Adds hints in their order, and wakes one who waits for the target for each of them. */
  void offer(String target, Collection<JobId> jobs);

  /** Adds a hint, and wakes one who waits for the target. */
  default void offer(String target, JobId job) {
    offer(target, List.of(job));
  }

  /** Takes a hint from the first of the targets that has any, in the order of the set. */
  Optional<JobId> poll(Set<String> targets);

  /**
   * False if there is no hint for the target as far as is known here. Answered from memory, without
   * asking anybody, so that nobody asks in vain again and again.
   */
  boolean mayHave(String target);

  /**
   * Completes when there is, or has been since this call, a hint for one of the targets; at once if
   * there is one now. A hint that arrives wakes one waiter; who is woken polls, and may find that
   * another was faster. Who does not want to wait any longer cancels the future.
   */
  CompletableFuture<Void> whenReady(Set<String> targets);

  /** About how many hints there are for the target. */
  int size(String target);

  /** Forgets all hints for the target. */
  void clear(String target);

  /** Forgets all hints. */
  void clear();

  @Override
  void close();
}
