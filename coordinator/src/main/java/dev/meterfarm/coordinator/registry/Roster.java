package dev.meterfarm.coordinator.registry;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of agents and devices, in memory and in the store: each change goes through the store
 * and is told in the log. Safe for use from many threads.
 */
final class Roster {
  private static final Logger log = LoggerFactory.getLogger(Roster.class);

  private final RegistryStore store;
  private final Doubts doubts;
  private final RecentFailures failures;
  private final KnownRecords<DeviceId, DeviceRecord> devices = new KnownRecords<>();
  private final KnownRecords<String, AgentRecord> agents = new KnownRecords<>();

  /** A roster that knows what is stored. */
  Roster(RegistryStore store, Doubts doubts, RecentFailures failures) {
    this.store = store;
    this.doubts = doubts;
    this.failures = failures;
    read();
  }

  /** Takes in what other coordinators have changed. For one thread. */
  void read() {
    devices.read(store::devices, DeviceRecord::id);
    agents.read(store::agents, AgentRecord::name);
  }

  /** All devices, in no order. */
  Collection<DeviceRecord> devices() {
    return devices.all();
  }

  /** All agents, in no order. */
  Collection<AgentRecord> agents() {
    return agents.all();
  }

  /** All devices, by id. */
  List<DeviceRecord> sortedDevices() {
    return devices.all().stream()
        .sorted(Comparator.comparing(device -> device.id().value()))
        .toList();
  }

  Optional<DeviceRecord> device(DeviceId id) {
    return devices.find(id);
  }

  Optional<AgentRecord> agent(String name) {
    return agents.find(name);
  }

  /** Whether the agent is known to be lost. */
  boolean isSilent(String agent) {
    return agent(agent).filter(known -> known.lost().isPresent()).isPresent();
  }

  /** Whether some target of the device has no other device that could take over. */
  boolean isAlone(DeviceRecord device) {
    return device.targets().stream()
        .anyMatch(
            target ->
                devices.all().stream()
                    .noneMatch(
                        other ->
                            !other.id().equals(device.id())
                                && other.usable()
                                && other.targets().contains(target)));
  }

  void changeDevices(
      Collection<DeviceId> ids,
      Cause cause,
      BiFunction<DeviceId, Optional<DeviceRecord>, DeviceRecord> change) {
    if (ids.isEmpty()) {
      return;
    }
    for (Change<DeviceRecord> one : store.changeDevices(ids, cause, change)) {
      if (one.before().filter(DeviceRecord::connected).isPresent() && !one.after().connected()) {
        failures.add(one.after().id(), ErrorCode.DEVICE_LOST);
      }
      devices.put(one.after().id(), one.after());
      tell(one, cause);
    }
  }

  /** Changes agents; one that is not known is known from now on. */
  void changeAgents(
      Collection<String> names, Cause cause, BiFunction<String, AgentRecord, AgentRecord> change) {
    Instant now = store.clock().instant();
    store
        .changeAgents(
            names,
            cause,
            (name, known) ->
                change.apply(name, known.orElseGet(() -> AgentRecord.first(name, "", "", now))))
        .forEach(this::tell);
  }

  private void tell(Change<AgentRecord> done) {
    AgentRecord after = done.after();
    agents.put(after.name(), after);
    if (done.before().map(AgentRecord::state).filter(s -> s == after.state()).isEmpty()) {
      log.info("Agent {} is {} {}", after.name(), after.state(), after.reason());
    }
  }

  private void tell(Change<DeviceRecord> one, Cause cause) {
    DeviceRecord after = one.after();
    if (one.before().map(DeviceRecord::state).filter(s -> s == after.state()).isPresent()) {
      return;
    }
    log.info("Device {} is {} ({}) {}", after.id(), after.state(), cause.what(), after.reason());
    boolean quarantined =
        after.health().state() == DeviceState.QUARANTINED
            && one.before().map(b -> b.health().state()).orElse(DeviceState.NEW)
                != DeviceState.QUARANTINED;
    if (quarantined && after.health().timesInDoubt()) {
      Instant since = after.health().lastGood().orElse(Instant.EPOCH);
      int marked = doubts.mark(after.id(), since, "device " + after.id() + ": " + after.reason());
      log.warn(
          "{} measurements of device {} since {} count no more: {}",
          marked,
          after.id(),
          since,
          after.reason());
    }
  }
}
