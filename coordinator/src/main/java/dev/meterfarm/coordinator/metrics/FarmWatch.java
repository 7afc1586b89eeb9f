package dev.meterfarm.coordinator.metrics;

import dev.meterfarm.coordinator.registry.AgentRecord;
import dev.meterfarm.coordinator.registry.AgentState;
import dev.meterfarm.coordinator.registry.DeviceRecord;
import dev.meterfarm.coordinator.registry.DeviceState;
import dev.meterfarm.coordinator.registry.Finding;
import dev.meterfarm.coordinator.registry.Registry;
import dev.meterfarm.coordinator.registry.Whereabouts;
import dev.meterfarm.coordinator.status.StatusSection;
import dev.meterfarm.metrics.FarmMeters;
import dev.meterfarm.metrics.FarmMeters.GaugeSink;
import dev.meterfarm.metrics.FarmMetric;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Agents and devices, for the status and for Prometheus. {@link #read} is called again and again by
 * one thread: time in states is what passed since its last call.
 */
public final class FarmWatch implements StatusSection {
  private static final String MISSING = "MISSING";
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;

  /** A device as it was at the last look. */
  private record Seen(boolean connected, DeviceState health) {}

  private final Registry registry;
  private final FarmMeters meters;
  private final LongSupplier ticker;
  private long lastNanos;
  private Map<String, Seen> before = Map.of();

  /**
   * Begins to watch.
   *
   * @param ticker a clock in nanoseconds that never goes back
   */
  public FarmWatch(Registry registry, FarmMeters meters, LongSupplier ticker) {
    this.registry = registry;
    this.meters = meters;
    this.ticker = ticker;
    this.lastNanos = ticker.getAsLong();
    meters.read(this::gauges);
  }

  @Override
  public String name() {
    return "farm";
  }

  @Override
  public Map<String, Object> read() {
    Map<String, Integer> devices = new LinkedHashMap<>();
    Map<String, Seen> seen = new HashMap<>();
    for (DeviceRecord device : registry.devices()) {
      devices.merge(place(device), 1, Integer::sum);
      String id = device.id().value();
      Seen now = new Seen(device.connected(), device.health().state());
      seen.put(id, now);
      if (before.containsKey(id)) {
        tell(id, before.get(id), now);
      } else {
        recoveries(id, "reconnect", "passed", 0);
        recoveries(id, "reference_run", "passed", 0);
        recoveries(id, "reference_run", "failed", 0);
      }
    }
    before = seen;
    long now = ticker.getAsLong();
    double seconds = (now - lastNanos) / NANOS;
    lastNanos = now;
    devices.forEach(
        (state, count) ->
            meters.add(FarmMetric.DEVICE_STATE_SECONDS_TOTAL, seconds * count, state));
    Map<String, Integer> agents = new LinkedHashMap<>();
    registry.agents().forEach(agent -> agents.merge(agent.state().name(), 1, Integer::sum));
    return Map.of("devices", devices, "agents", agents, "findings", findings());
  }

  private void tell(String device, Seen was, Seen is) {
    if (was.connected() && !is.connected()) {
      meters.count(FarmMetric.DEVICE_DISCONNECTIONS_TOTAL, device);
    } else if (!was.connected() && is.connected()) {
      recoveries(device, "reconnect", "passed", 1);
    }
    if (was.health() == DeviceState.SUSPECT && is.health() == DeviceState.GOOD) {
      recoveries(device, "reference_run", "passed", 1);
    } else if (was.health() == DeviceState.SUSPECT && is.health() == DeviceState.QUARANTINED) {
      recoveries(device, "reference_run", "failed", 1);
    }
  }

  private void recoveries(String device, String action, String outcome, int more) {
    meters.add(FarmMetric.DEVICE_RECOVERIES_TOTAL, more, device, action, outcome);
  }

  private List<String> findings() {
    return registry.findings().stream()
        .filter(finding -> finding.cause() != Finding.Cause.DEVICE)
        .map(
            finding ->
                finding.devices().size()
                    + " of "
                    + finding.of()
                    + " devices failed that share "
                    + finding.cause()
                    + " "
                    + finding.value())
        .toList();
  }

  private static String place(DeviceRecord device) {
    return device.connected() || device.state() == DeviceState.RETIRED
        ? device.state().name()
        : MISSING;
  }

  private void gauges(GaugeSink sink) {
    Map<DeviceState, Integer> byState = new EnumMap<>(DeviceState.class);
    int missing = 0;
    for (DeviceRecord device : registry.devices()) {
      device(sink, device);
      if (place(device).equals(MISSING)) {
        missing++;
      } else if (device.connected()) {
        byState.merge(device.state(), 1, Integer::sum);
      }
    }
    for (DeviceState state : DeviceState.values()) {
      sink.put(FarmMetric.DEVICES, byState.getOrDefault(state, 0), state.name());
    }
    sink.put(FarmMetric.DEVICES_MISSING, missing);
    Map<AgentState, Integer> agents = new EnumMap<>(AgentState.class);
    for (AgentRecord agent : registry.agents()) {
      agents.merge(agent.state(), 1, Integer::sum);
      sink.put(FarmMetric.AGENT_INFO, 1, agent.name(), agent.host(), agent.version());
      sink.put(
          FarmMetric.AGENT_LAST_HEARD_TIMESTAMP_SECONDS,
          agent.seen().toEpochMilli() / MILLIS,
          agent.name());
    }
    for (AgentState state : AgentState.values()) {
      sink.put(FarmMetric.AGENTS, agents.getOrDefault(state, 0), state.name());
    }
    for (Finding finding : registry.findings()) {
      sink.put(
          FarmMetric.SHARED_FAILURE_DEVICES,
          finding.devices().size(),
          finding.cause().name(),
          finding.value());
    }
  }

  private static void device(GaugeSink sink, DeviceRecord device) {
    String id = device.id().value();
    for (DeviceState state : DeviceState.values()) {
      sink.put(FarmMetric.DEVICE_STATE, device.state() == state ? 1 : 0, id, state.name());
    }
    Whereabouts where = device.where();
    sink.put(
        FarmMetric.DEVICE_INFO,
        1,
        id,
        device.agent(),
        where.host(),
        where.hub(),
        where.port(),
        where.osBuild());
    if (device.state() == DeviceState.QUARANTINED) {
      sink.put(
          FarmMetric.DEVICE_QUARANTINE_START_TIMESTAMP_SECONDS,
          device.since().toEpochMilli() / MILLIS,
          id);
    }
  }
}
