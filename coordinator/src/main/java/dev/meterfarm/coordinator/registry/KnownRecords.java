package dev.meterfarm.coordinator.registry;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Stored records in memory, some of which are changed here and some elsewhere. Thread-safe.
 *
 * @param <K> names a record
 * @param <R> a record
 */
final class KnownRecords<K, R> {
  private final Map<K, R> records = new ConcurrentHashMap<>();

  /** What was changed here since the last reading began. */
  private final Set<K> changed = ConcurrentHashMap.newKeySet();

  /** Takes over what is stored. What is changed here meanwhile is newer. For one thread. */
  void read(Supplier<List<R>> stored, Function<R, K> key) {
    changed.clear();
    for (R record : stored.get()) {
      records.compute(key.apply(record), (of, own) -> changed.contains(of) ? own : record);
    }
  }

  /** A record was changed here. */
  void put(K key, R record) {
    records.compute(
        key,
        (of, old) -> {
          changed.add(of);
          return record;
        });
  }

  Optional<R> find(K key) {
    return Optional.ofNullable(records.get(key));
  }

  /** All records as they are while one goes through them. */
  Collection<R> all() {
    return Collections.unmodifiableCollection(records.values());
  }
}
