package dev.meterfarm.coordinator.queue;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Who waits for which targets, first come first served. Waiters are completed outside the lock. */
public final class ReadyWaiters {
  private final Object lock = new Object();
  private final Map<String, SortedMap<Long, CompletableFuture<Void>>> lines = new HashMap<>();
  private long nextTicket;

  /** Adds a waiter; when it completes, for whatever reason, it is forgotten. */
  public CompletableFuture<Void> add(Set<String> targets) {
    CompletableFuture<Void> waiter = new CompletableFuture<>();
    long ticket;
    synchronized (lock) {
      ticket = nextTicket++;
      for (String target : targets) {
        lines.computeIfAbsent(target, name -> new TreeMap<>()).put(ticket, waiter);
      }
    }
    var unused = waiter.whenComplete((nothing, failure) -> remove(ticket, targets));
    return waiter;
  }

  /** Wakes the one who has waited longest for the target. */
  public void wake(String target) {
    Optional<CompletableFuture<Void>> next = first(target);
    // Who was cancelled in the meantime makes room for the next one.
    while (next.isPresent() && !next.get().complete(null)) {
      next = first(target);
    }
  }

  private Optional<CompletableFuture<Void>> first(String target) {
    synchronized (lock) {
      SortedMap<Long, CompletableFuture<Void>> line = lines.get(target);
      if (line == null) {
        return Optional.empty();
      }
      CompletableFuture<Void> waiter = line.remove(line.firstKey());
      if (line.isEmpty()) {
        lines.remove(target);
      }
      return Optional.of(waiter);
    }
  }

  private void remove(long ticket, Set<String> targets) {
    synchronized (lock) {
      for (String target : targets) {
        SortedMap<Long, CompletableFuture<Void>> line = lines.get(target);
        if (line != null) {
          line.remove(ticket);
          if (line.isEmpty()) {
            lines.remove(target);
          }
        }
      }
    }
  }
}
