package dev.meterfarm.coordinator.registry;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Groups failures by what their devices have in common: port, hub, OS build, host, agent. Something
 * shared is to blame where at least two devices that share it failed, and most of those that do.
 * What explains the failures of most devices is named first; what it explains is not named again.
 * Stateless.
 */
final class SharedCauses {
  private static final int LEAST_DEVICES = 2;
  private static final double MOST = 0.6;

  private record Shared(Finding.Cause cause, String value) {}

  /** A failure of a device. */
  record Failure(DeviceId device, ErrorCode code, Instant at) {}

  private SharedCauses() {}

  static List<Finding> of(List<Failure> failures, Collection<DeviceRecord> devices) {
    Map<Shared, Set<DeviceId>> members = new HashMap<>();
    for (DeviceRecord device : devices) {
      shared(device)
          .forEach(
              one -> members.computeIfAbsent(one, key -> new TreeSet<>(BY_ID)).add(device.id()));
    }
    Map<DeviceId, List<Failure>> open = new TreeMap<>(BY_ID);
    failures.forEach(f -> open.computeIfAbsent(f.device(), id -> new ArrayList<>()).add(f));
    List<Finding> findings = new ArrayList<>();
    Optional<Shared> best = best(members, open.keySet());
    while (best.isPresent()) {
      Set<DeviceId> sharing = members.get(best.get());
      List<Failure> explained =
          sharing.stream().flatMap(id -> open.getOrDefault(id, List.of()).stream()).toList();
      findings.add(finding(best.get(), sharing.size(), explained));
      sharing.forEach(open::remove);
      best = best(members, open.keySet());
    }
    open.forEach(
        (id, own) -> findings.add(finding(new Shared(Finding.Cause.DEVICE, id.value()), 1, own)));
    return findings;
  }

  private static final Comparator<DeviceId> BY_ID = Comparator.comparing(DeviceId::value);

  private static List<Shared> shared(DeviceRecord device) {
    Whereabouts where = device.where();
    String hub = where.host() + " " + where.hub();
    List<Shared> all = new ArrayList<>();
    add(all, Finding.Cause.PORT, where.port(), hub + " " + where.port());
    add(all, Finding.Cause.HUB, where.hub(), hub);
    add(all, Finding.Cause.OS_BUILD, where.osBuild(), where.osBuild());
    add(all, Finding.Cause.HOST, where.host(), where.host());
    add(all, Finding.Cause.AGENT, device.agent(), device.agent());
    return all;
  }

  private static void add(List<Shared> all, Finding.Cause cause, String told, String value) {
    if (!told.isEmpty()) {
      all.add(new Shared(cause, value.strip()));
    }
  }

  private static Optional<Shared> best(Map<Shared, Set<DeviceId>> members, Set<DeviceId> failed) {
    return members.entrySet().stream()
        .filter(
            e -> {
              long own = count(e.getValue(), failed);
              return own >= LEAST_DEVICES && own >= MOST * e.getValue().size();
            })
        .max(
            Comparator.<Map.Entry<Shared, Set<DeviceId>>>comparingLong(
                    e -> count(e.getValue(), failed))
                .thenComparing(e -> -e.getValue().size())
                .thenComparing(e -> e.getKey().cause(), Comparator.reverseOrder())
                .thenComparing(e -> e.getKey().value()))
        .map(Map.Entry::getKey);
  }

  private static long count(Set<DeviceId> sharing, Set<DeviceId> failed) {
    return sharing.stream().filter(failed::contains).count();
  }

  private static Finding finding(Shared shared, int of, List<Failure> failures) {
    return new Finding(
        shared.cause(),
        shared.value(),
        failures.stream().map(Failure::device).distinct().toList(),
        of,
        failures.stream().map(Failure::code).collect(Collectors.toSet()),
        failures.size(),
        failures.stream().map(Failure::at).min(Comparator.naturalOrder()).orElseThrow(),
        failures.stream().map(Failure::at).max(Comparator.naturalOrder()).orElseThrow());
  }
}
