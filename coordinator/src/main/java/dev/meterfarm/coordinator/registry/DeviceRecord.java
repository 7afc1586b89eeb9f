package dev.meterfarm.coordinator.registry;

import dev.meterfarm.protocol.device.DeviceId;
import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A device as the farm knows it.
 *
 * <p>Its state follows from three things that do not touch each other: what a person ordered, who
 * claims it, and its health. The first that has something to say decides:
 *
 * <pre>{@code
 * stateDiagram-v2
 *   state "what a person ordered" as order {
 *     [*] --> MAINTENANCE: with a note and an end
 *     [*] --> RETIRED: with a note
 *     MAINTENANCE --> [*]: its time is over, or ended by a person
 *     RETIRED --> [*]: ended by a person
 *   }
 *   state "who claims it" as claims {
 *     [*] --> CONFLICT: a second agent announces it
 *     CONFLICT --> [*]: one of the two gives it up, or is LOST
 *   }
 *   state "its health" as health {
 *     [*] --> NEW
 *     NEW --> GOOD: first result, or reference run passed
 *     NEW --> SUSPECT: as GOOD
 *     GOOD --> SUSPECT: several jobs failed, or reference models slow for several jobs
 *     SUSPECT --> GOOD: reference run passed
 *     SUSPECT --> QUARANTINED: reference run failed or slow, or none passed within the limit
 *     GOOD --> QUARANTINED: by a person, or an outlier among its sisters
 *     QUARANTINED --> SUSPECT: released by a person, so a reference run comes first
 *   }
 * }</pre>
 *
 * @param id which device
 * @param agent who announced it
 * @param where where it is plugged in
 * @param targets what it serves, ascending
 * @param seen when it was last announced
 * @param connected whether its agent says that it is there
 * @param health what the farm found out
 * @param hold what a person ordered
 * @param rival another agent that claims it as well
 */
public record DeviceRecord(
    DeviceId id,
    String agent,
    Whereabouts where,
    Set<String> targets,
    Instant seen,
    boolean connected,
    Health health,
    Optional<Hold> hold,
    Optional<Rival> rival) {
  /**
   * A second claim on a device.
   *
   * @param agent whose
   * @param where where that agent has it
   * @param seen when it last said so
   */
  public record Rival(String agent, Whereabouts where, Instant seen) {}

  public DeviceRecord {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(agent, "agent");
    Objects.requireNonNull(where, "where");
    Objects.requireNonNull(seen, "seen");
    Objects.requireNonNull(health, "health");
    targets = Collections.unmodifiableSet(new TreeSet<>(targets));
  }

  /** A device that is seen for the first time. */
  static DeviceRecord first(
      DeviceId id, String agent, Whereabouts where, Set<String> targets, Instant now) {
    return new DeviceRecord(
        id,
        agent,
        where,
        targets,
        now,
        true,
        Health.unknown(now),
        Optional.empty(),
        Optional.empty());
  }

  /** The state that counts. */
  public DeviceState state() {
    if (hold.isPresent()) {
      return hold.get().kind() == Hold.Kind.RETIRED ? DeviceState.RETIRED : DeviceState.MAINTENANCE;
    }
    return rival.isPresent() ? DeviceState.CONFLICT : health.state();
  }

  /** Why it is in that state; empty where there is nothing to say. */
  public String reason() {
    if (hold.isPresent()) {
      return hold.get().note();
    }
    return rival
        .map(
            other ->
                "claimed by agent "
                    + agent
                    + at(where)
                    + " and by agent "
                    + other.agent()
                    + at(other.where())
                    + ": it gets work again when one of them stops serving it")
        .orElse(health.reason());
  }

  private static String at(Whereabouts where) {
    return where.port().isEmpty() ? "" : " (port " + where.port() + ")";
  }

  /** Since when it is in that state. */
  public Instant since() {
    return hold.map(Hold::since).orElse(health.since());
  }

  /** When that state ends by itself; empty if it lasts. */
  public Optional<Instant> until() {
    return hold.isPresent() ? hold.get().until() : health.limit();
  }

  /** Whether campaigns may measure on it now. */
  public boolean usable() {
    return connected && state().takesJobs();
  }

  /** Whether the agent says that it has the device. */
  boolean isClaimedBy(String name) {
    return (connected && agent.equals(name))
        || rival.filter(other -> other.agent().equals(name)).isPresent();
  }

  DeviceRecord with(Optional<Hold> order) {
    return new DeviceRecord(id, agent, where, targets, seen, connected, health, order, rival);
  }

  DeviceRecord with(Optional<Rival> other, boolean there) {
    return new DeviceRecord(id, agent, where, targets, seen, there, health, hold, other);
  }

  DeviceRecord with(UnaryOperator<Health> change) {
    return new DeviceRecord(
        id, agent, where, targets, seen, connected, change.apply(health), hold, rival);
  }

  /** An agent says that the device is there. */
  DeviceRecord announced(String by, Whereabouts at, Set<String> serves, Instant now) {
    if (by.equals(agent) || !connected) {
      Optional<Rival> other = rival.filter(r -> !r.agent().equals(by));
      return new DeviceRecord(id, by, at, serves, now, true, health, hold, other);
    }
    return new DeviceRecord(
        id,
        agent,
        where,
        targets,
        seen,
        connected,
        health,
        hold,
        Optional.of(new Rival(by, at, now)));
  }

  /** The agent says, or its silence does, that the device is not there any more. */
  DeviceRecord gone(String by) {
    if (rival.filter(r -> r.agent().equals(by)).isPresent()) {
      return new DeviceRecord(
          id, agent, where, targets, seen, connected, health, hold, Optional.empty());
    }
    if (!by.equals(agent)) {
      return this;
    }
    return rival
        .map(
            r ->
                new DeviceRecord(
                    id,
                    r.agent(),
                    r.where(),
                    targets,
                    r.seen(),
                    true,
                    health,
                    hold,
                    Optional.empty()))
        .orElseGet(
            () -> new DeviceRecord(id, agent, where, targets, seen, false, health, hold, rival));
  }

  /**
   * Time passed: what is limited may be over.
   *
   * @param silent which agents have been silent for too long; their devices are gone
   */
  DeviceRecord tick(Instant now, HealthLimits limits, Predicate<String> silent) {
    DeviceRecord next = with(hold.filter(order -> !order.isOver(now)));
    next = next.with(known -> known.tick(now, limits));
    if (next.rival().filter(r -> silent.test(r.agent())).isPresent()) {
      next = next.gone(next.rival().get().agent());
    }
    return next.connected() && silent.test(next.agent()) ? next.gone(next.agent()) : next;
  }
}
