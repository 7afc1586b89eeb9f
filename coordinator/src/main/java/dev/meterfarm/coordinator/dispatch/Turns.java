package dev.meterfarm.coordinator.dispatch;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Targets take turns: one that got no job for long comes before one that got the last, so that a
 * device that serves both does not keep one waiting as long as there is work for the other.
 * Thread-safe; forgetting it costs a turn.
 */
final class Turns {
  private final Map<String, Long> lastTurn = new ConcurrentHashMap<>();
  private final AtomicLong turns = new AtomicLong();

  /** The targets in the order in which they are to be served. */
  Set<String> order(Collection<String> targets) {
    Map<String, Long> seen = Map.copyOf(lastTurn); // others may take turns while this sorts
    LinkedHashSet<String> ordered = new LinkedHashSet<>();
    targets.stream()
        .sorted(
            Comparator.<String, Long>comparing(target -> seen.getOrDefault(target, 0L))
                .thenComparing(Comparator.naturalOrder()))
        .forEach(ordered::add);
    return ordered;
  }

  /** Notes that a job of the target was handed out. */
  void took(String target) {
    lastTurn.put(target, turns.incrementAndGet());
  }
}
