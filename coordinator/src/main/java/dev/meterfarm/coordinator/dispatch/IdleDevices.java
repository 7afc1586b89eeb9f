package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.store.Holder;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.link.AgentSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The devices for which an agent asks for a job, less those that turn out not to be free. */
final class IdleDevices {
  private final List<Holder> free = new ArrayList<>();

  IdleDevices(AgentSession from, Map<DeviceId, Set<String>> idle) {
    idle.forEach((device, targets) -> free.add(Holder.of(from, device, targets)));
  }

  List<Holder> free() {
    return List.copyOf(free);
  }

  boolean isEmpty() {
    return free.isEmpty();
  }

  Set<DeviceId> ids() {
    return free.stream().map(Holder::device).collect(Collectors.toSet());
  }

  List<Holder> serving(String target) {
    return free.stream().filter(holder -> holder.targets().contains(target)).toList();
  }

  boolean servesAny(Set<String> targets) {
    return free.stream().anyMatch(holder -> !Collections.disjoint(holder.targets(), targets));
  }

  void leaveOut(Holder holder) {
    free.remove(holder);
  }

  /** What the free devices serve. */
  Set<String> targets() {
    Set<String> targets = new TreeSet<>();
    free.forEach(holder -> targets.addAll(holder.targets()));
    return targets;
  }
}
