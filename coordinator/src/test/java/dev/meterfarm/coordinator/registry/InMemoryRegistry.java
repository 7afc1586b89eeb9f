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
public final class InMemoryRegistry implements RegistryStore {
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
    List<Change<DeviceRecord>> changes = new ArrayList<>();
    for (DeviceId id : ids) {
      Optional<DeviceRecord> before = Optional.ofNullable(devices.get(id));
      DeviceRecord after = change.apply(id, before);
      devices.put(id, after);
      changes.add(new Change<>(before, after));
    }
    return changes;
  }

  @Override
  public List<Change<AgentRecord>> changeAgents(
      Collection<String> names,
      Cause cause,
      BiFunction<String, Optional<AgentRecord>, AgentRecord> change) {
    List<Change<AgentRecord>> changes = new ArrayList<>();
    for (String name : names) {
      Optional<AgentRecord> before = Optional.ofNullable(agents.get(name));
      AgentRecord after = change.apply(name, before);
      agents.put(name, after);
      changes.add(new Change<>(before, after));
    }
    return changes;
  }

  @Override
  public List<RegistryEvent> events(int limit) {
    return List.of();
  }
}
