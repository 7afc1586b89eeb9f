package dev.meterfarm.coordinator.queue;

import dev.meterfarm.protocol.job.JobId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A work queue for tests that need no cluster. */
public final class InMemoryWorkQueue implements WorkQueue {
  private final Map<String, Queue<JobId>> queues = new ConcurrentHashMap<>();
  private final ReadyWaiters waiters = new ReadyWaiters();

  private Queue<JobId> queue(String target) {
    return queues.computeIfAbsent(target, name -> new ConcurrentLinkedQueue<>());
  }

  @Override
  public void offer(String target, Collection<JobId> jobs) {
    for (JobId job : jobs) {
      queue(target).add(job);
      waiters.wake(target);
    }
  }

  @Override
  public Optional<JobId> poll(Set<String> targets) {
    for (String target : targets) {
      JobId job = queue(target).poll();
      if (job != null) {
        return Optional.of(job);
      }
    }
    return Optional.empty();
  }

  @Override
  public boolean mayHave(String target) {
    return !queue(target).isEmpty();
  }

  @Override
  public CompletableFuture<Void> whenReady(Set<String> targets) {
    CompletableFuture<Void> waiter = waiters.add(targets);
    if (targets.stream().anyMatch(target -> !queue(target).isEmpty())) {
      waiter.complete(null);
    }
    return waiter;
  }

  @Override
  public int size(String target) {
    return queue(target).size();
  }

  @Override
  public void clear(String target) {
    queue(target).clear();
  }

  @Override
  public void clear() {
    queues.values().forEach(Queue::clear);
  }

  @Override
  public void close() {}
}
