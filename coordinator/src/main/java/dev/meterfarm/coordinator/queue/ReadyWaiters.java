package dev.meterfarm.coordinator.queue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Who waits for which targets, first come first served. Waiters are completed outside the lock. */
public final class ReadyWaiters {
  private final Map<String, Deque<CompletableFuture<Void>>> waiting = new HashMap<>();

  /** Adds a waiter; when it completes, for whatever reason, it is forgotten. */
  public CompletableFuture<Void> add(Set<String> targets) {
    CompletableFuture<Void> waiter = new CompletableFuture<>();
    synchronized (waiting) {
      for (String target : targets) {
        waiting.computeIfAbsent(target, name -> new ArrayDeque<>()).add(waiter);
      }
    }
    waiter.whenComplete((nothing, failure) -> remove(waiter, targets));
    return waiter;
  }

  /** Wakes the one who has waited longest for the target. */
  public void wake(String target) {
    Optional<CompletableFuture<Void>> next = longest(target);
    // Who was cancelled in the meantime makes room for the next one.
    while (next.isPresent() && !next.get().complete(null)) {
      next = longest(target);
    }
  }

  private Optional<CompletableFuture<Void>> longest(String target) {
    synchronized (waiting) {
      Deque<CompletableFuture<Void>> line = waiting.get(target);
      return line == null ? Optional.empty() : Optional.ofNullable(line.poll());
    }
  }

  private void remove(CompletableFuture<Void> waiter, Set<String> targets) {
    synchronized (waiting) {
      for (String target : targets) {
        Deque<CompletableFuture<Void>> line = waiting.get(target);
        if (line != null) {
          line.remove(waiter);
          if (line.isEmpty()) {
            waiting.remove(target);
          }
        }
      }
    }
  }
}
