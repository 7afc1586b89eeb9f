package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.protocol.device.TargetDescription;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Which agents have announced themselves since the start, and with which targets. */
public final class Presence {
  private final Map<String, List<TargetDescription>> agents = new ConcurrentHashMap<>();

  void announce(String agent, List<TargetDescription> targets) {
    agents.put(agent, List.copyOf(targets));
  }

  /** All announced targets, by name. */
  public SortedMap<String, TargetDescription> targets() {
    SortedMap<String, TargetDescription> found = new TreeMap<>();
    agents.values().forEach(list -> list.forEach(target -> found.put(target.name(), target)));
    return found;
  }

  public Optional<TargetDescription> target(String name) {
    return Optional.ofNullable(targets().get(name));
  }
}
