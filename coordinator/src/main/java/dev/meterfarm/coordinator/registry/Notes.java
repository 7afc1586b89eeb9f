package dev.meterfarm.coordinator.registry;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Changes of records that wait to be stored, several of one record together. Thread-safe.
 *
 * @param <K> names a record
 * @param <R> a record
 */
final class Notes<K, R> {
  private final Map<K, List<UnaryOperator<R>>> waiting = new LinkedHashMap<>();
  private final Set<K> urgent = new LinkedHashSet<>();

  synchronized void add(K key, UnaryOperator<R> change) {
    waiting.computeIfAbsent(key, unused -> new ArrayList<>()).add(change);
  }

  /** A change that must not wait, nor what was noted of the same record before. */
  synchronized void addUrgent(K key, UnaryOperator<R> change) {
    add(key, change);
    urgent.add(key);
  }

  /**
   * Takes out the changes of all urgent records, and of others that have waited longest.
   *
   * @param most of so many records in all, if that many are not urgent
   */
  synchronized Map<K, UnaryOperator<R>> take(int most) {
    Map<K, UnaryOperator<R>> taken = new LinkedHashMap<>();
    for (K key : urgent) {
      taken.put(key, all(waiting.remove(key)));
    }
    urgent.clear();
    Iterator<Map.Entry<K, List<UnaryOperator<R>>>> others = waiting.entrySet().iterator();
    while (taken.size() < most && others.hasNext()) {
      Map.Entry<K, List<UnaryOperator<R>>> next = others.next();
      taken.put(next.getKey(), all(next.getValue()));
      others.remove();
    }
    return taken;
  }

  private static <R> UnaryOperator<R> all(List<UnaryOperator<R>> changes) {
    return record -> {
      R changed = record;
      for (UnaryOperator<R> change : changes) {
        changed = change.apply(changed);
      }
      return changed;
    };
  }
}
