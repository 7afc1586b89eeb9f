package dev.meterfarm.coordinator.registry;

import dev.meterfarm.protocol.device.DeviceId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** A registry without a history, for tests that are not about devices' health. For one thread. */
public class InMemoryRegistry implements RegistryStore {
  private final Map<DeviceId, DeviceRecord> devices =
      new TreeMap<>(Comparator.comparing(DeviceId::value));
  private final Map<String, AgentRecord> agents = new TreeMap<>();
  private final Clock clock;

  public InMemoryRegistry(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public List<DeviceRecord> devices() {
    return List.copyOf(devices.values());
  }

  @Override
  public List<AgentRecord> agents() {
    return List.copyOf(agents.values());
  }

  @Override
  public List<Change<DeviceRecord>> changeDevices(
      Collection<DeviceId> ids,
      Cause cause,
      BiFunction<DeviceId, Optional<DeviceRecord>, DeviceRecord> change) {
    return change(devices, ids, change);
  }

  @Override
  public List<Change<AgentRecord>> changeAgents(
      Collection<String> names,
      Cause cause,
      BiFunction<String, Optional<AgentRecord>, AgentRecord> change) {
    return change(agents, names, change);
  }

  private static <K, R> List<Change<R>> change(
      Map<K, R> records, Collection<K> keys, BiFunction<K, Optional<R>, R> change) {
    List<Change<R>> changes = new ArrayList<>();
    for (K key : keys) {
      Optional<R> before = Optional.ofNullable(records.get(key));
      R after = change.apply(key, before);
      records.put(key, after);
      changes.add(new Change<>(before, after));
    }
    return changes;
  }

  @Override
  public List<RegistryEvent> events(int limit) {
    return List.of();
  }
}
