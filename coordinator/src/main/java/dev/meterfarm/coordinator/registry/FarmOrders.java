package dev.meterfarm.coordinator.registry;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.validation.Suggestion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What people may order: each order says who gave it and why, and becomes a line of the registry's
 * history. What is refused throws {@link FarmException} with {@link ErrorCode#INVALID_REQUEST}.
 * Safe for use from many threads.
 */
public final class FarmOrders {
  /** No pause lasts longer; what is meant to last is retired or disabled. */
  public static final Duration LONGEST_PAUSE = Duration.ofDays(30);

  private final Registry registry;

  public FarmOrders(Registry registry) {
    this.registry = registry;
  }

  /** Nobody measures on the device for a while; what runs there ends as planned. */
  public DeviceRecord pauseDevice(DeviceId device, Duration time, String note, String by) {
    Hold hold = hold(Hold.Kind.MAINTENANCE, note, by, Optional.of(requireTime(time)));
    return device(device, by, "paused", record -> record.with(Optional.of(hold)));
  }

  /** Nobody measures on the device any more. */
  public DeviceRecord retireDevice(DeviceId device, String note, String by) {
    Hold hold = hold(Hold.Kind.RETIRED, note, by, Optional.empty());
    return device(device, by, "retired", record -> record.with(Optional.of(hold)));
  }

  /** Ends a pause or a retirement. What the farm thinks of the device stays as it is. */
  public DeviceRecord resumeDevice(DeviceId device, String by) {
    if (require(device).hold().isEmpty()) {
      throw refused("device " + device + " is not paused");
    }
    return device(device, by, "resumed", record -> record.with(Optional.<Hold>empty()));
  }

  /** The device gets no job until it is released. */
  public DeviceRecord quarantine(DeviceId device, String note, String by) {
    requireText(note, "a note that says why");
    Instant now = registry.now();
    return device(
        device,
        by,
        "quarantined",
        record -> record.with(health -> health.quarantined(by + ": " + note, now)));
  }

  /** A quarantined device may prove itself: it is measured on again once a reference run passed. */
  public DeviceRecord release(DeviceId device, String note, String by) {
    DeviceRecord known = require(device);
    if (known.health().state() != DeviceState.QUARANTINED) {
      throw refused("device " + device + " is " + known.health().state() + ", not QUARANTINED");
    }
    Instant now = registry.now();
    return device(
        device,
        by,
        "released",
        record ->
            record.with(
                health ->
                    health.suspect(
                        "released by " + by + (note.isBlank() ? "" : ": " + note),
                        now,
                        registry.limits())));
  }

  /** The agent gets no new jobs for a while, and finishes what it has. */
  public AgentRecord drainAgent(String agent, Duration time, String note, String by) {
    Hold hold = hold(Hold.Kind.DRAINING, note, by, Optional.of(requireTime(time)));
    return agent(agent, by, "drained", hold);
  }

  /** The agent gets nothing any more. */
  public AgentRecord disableAgent(String agent, String note, String by) {
    return agent(agent, by, "disabled", hold(Hold.Kind.DISABLED, note, by, Optional.empty()));
  }

  /** Ends a drain or a disabling. */
  public AgentRecord resumeAgent(String agent, String by) {
    if (require(agent).hold().isEmpty()) {
      throw refused("agent " + agent + " is neither draining nor disabled");
    }
    requireText(by, "who orders it");
    registry.change(agent, new Cause(by, "resumed"), record -> record.with(Optional.empty()));
    return require(agent);
  }

  private Hold hold(Hold.Kind kind, String note, String by, Optional<Duration> time) {
    requireText(note, "a note that says why");
    requireText(by, "who orders it");
    Instant now = registry.now();
    return new Hold(kind, note, by, now, time.map(now::plus));
  }

  private static Duration requireTime(Duration time) {
    if (time.isNegative() || time.isZero() || time.compareTo(LONGEST_PAUSE) > 0) {
      throw refused(
          "a pause lasts more than nothing and at most "
              + LONGEST_PAUSE.toDays()
              + " days, but is to last "
              + time.toSeconds()
              + " s"
              + "; retire or disable what is to stay out");
    }
    return time;
  }

  private static void requireText(String text, String what) {
    if (text.isBlank()) {
      throw refused("the order needs " + what);
    }
  }

  private DeviceRecord device(
      DeviceId device, String by, String what, UnaryOperator<DeviceRecord> change) {
    require(device);
    requireText(by, "who orders it");
    registry.change(
        List.of(device), new Cause(by, what), (id, known) -> change.apply(known.orElseThrow()));
    return require(device);
  }

  private AgentRecord agent(String agent, String by, String what, Hold hold) {
    require(agent);
    registry.change(agent, new Cause(by, what), record -> record.with(Optional.of(hold)));
    return require(agent);
  }

  private DeviceRecord require(DeviceId device) {
    return registry
        .device(device)
        .orElseThrow(
            () ->
                refused(
                    "there is no device '"
                        + device
                        + "': "
                        + Suggestion.remedy(
                            device.value(),
                            registry.devices().stream().map(d -> d.id().value()).toList())));
  }

  private AgentRecord require(String agent) {
    return registry
        .agent(agent)
        .orElseThrow(
            () ->
                refused(
                    "there is no agent '"
                        + agent
                        + "': "
                        + Suggestion.remedy(
                            agent, registry.agents().stream().map(AgentRecord::name).toList())));
  }

  private static FarmException refused(String why) {
    return new FarmException(ErrorCode.INVALID_REQUEST, why);
  }
}
