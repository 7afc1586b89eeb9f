package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.registry.AgentRecord;
import dev.meterfarm.coordinator.registry.AgentState;
import dev.meterfarm.coordinator.registry.DeviceRecord;
import dev.meterfarm.coordinator.registry.DeviceState;
import dev.meterfarm.coordinator.registry.Finding;
import dev.meterfarm.coordinator.registry.Hold;
import dev.meterfarm.coordinator.registry.Whereabouts;
import dev.meterfarm.protocol.device.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What is said about devices and agents. */
public final class FarmMessages {
  private FarmMessages() {}

  /**
   * A device for people.
   *
   * @param state the state that counts
   * @param reason why it is in that state
   * @param until when that state ends by itself
   * @param health what the farm found out, whatever a person ordered
   * @param hold what a person ordered
   */
  public record DeviceView(
      DeviceId id,
      String agent,
      DeviceState state,
      String reason,
      Instant since,
      Optional<Instant> until,
      boolean connected,
      Instant seen,
      List<String> targets,
      Whereabouts where,
      DeviceState health,
      Optional<Hold> hold) {
    static DeviceView of(DeviceRecord device) {
      return new DeviceView(
          device.id(),
          device.agent(),
          device.state(),
          device.reason(),
          device.since(),
          device.until(),
          device.connected(),
          device.seen(),
          List.copyOf(device.targets()),
          device.where(),
          device.health().state(),
          device.hold());
    }
  }

  /** An agent for people. */
  public record AgentView(
      String name,
      AgentState state,
      String reason,
      String host,
      String version,
      Instant seen,
      Optional<Hold> hold) {
    static AgentView of(AgentRecord agent) {
      return new AgentView(
          agent.name(),
          agent.state(),
          agent.reason(),
          agent.host(),
          agent.version(),
          agent.seen(),
          agent.hold());
    }
  }

  /** Devices, agents, and what recent failures have in common. */
  public record FarmView(
      List<DeviceView> devices, List<AgentView> agents, List<Finding> findings) {}

  /** What can be ordered for a device. */
  public enum DeviceVerb {
    PAUSE,
    RESUME,
    QUARANTINE,
    RELEASE,
    RETIRE
  }

  /** What can be ordered for an agent. */
  public enum AgentVerb {
    DRAIN,
    DISABLE,
    RESUME
  }

  /**
   * An order for a device. Its id is in the message, because it may hold signs that a path may not.
   *
   * @param note why; must be there unless a pause or retirement ends
   * @param duration how long, for a pause
   */
  public record DeviceOrder(
      String device, DeviceVerb order, String note, Optional<Duration> duration) {
    public DeviceOrder {
      requireName(device, "device");
      Objects.requireNonNull(order, "order");
      note = note == null ? "" : note.strip();
      duration = duration == null ? Optional.empty() : duration;
    }
  }

  /** An order for an agent. */
  public record AgentOrder(
      String agent, AgentVerb order, String note, Optional<Duration> duration) {
    public AgentOrder {
      requireName(agent, "agent");
      Objects.requireNonNull(order, "order");
      note = note == null ? "" : note.strip();
      duration = duration == null ? Optional.empty() : duration;
    }
  }

  private static void requireName(String name, String field) {
    Objects.requireNonNull(name, field);
    if (name.isBlank()) {
      throw new IllegalArgumentException("'" + field + "' must not be blank");
    }
  }
}
