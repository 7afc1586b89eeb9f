package dev.meterfarm.coordinator.registry;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.ErrorType;
import dev.meterfarm.protocol.job.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * An agent as the farm knows it.
 *
 * <pre>{@code
 * stateDiagram-v2
 *   [*] --> ACTIVE: first session
 *   ACTIVE --> LOST: silent for too long
 *   DRAINING --> LOST: silent for too long
 *   LOST --> ACTIVE: heard of again
 *   LOST --> DRAINING: heard of again, and the order still holds
 *   ACTIVE --> DRAINING: ordered by a person, with a note and an end
 *   DRAINING --> ACTIVE: its time is over, or ended by a person
 *   ACTIVE --> DISABLED: ordered by a person
 *   DISABLED --> ACTIVE: ended by a person
 * }</pre>
 *
 * @param name the agent's name
 * @param host the machine that it runs on; empty if it did not say
 * @param version the version of Meterfarm that it runs; empty if it did not say
 * @param seen when it was last heard of
 * @param lost since when it has been silent for too long
 * @param hold what a person ordered
 * @param outcomes how its last jobs ended, as far as that was the agent's doing
 */
public record AgentRecord(
    String name,
    String host,
    String version,
    Instant seen,
    Optional<Instant> lost,
    Optional<Hold> hold,
    RecentOutcomes outcomes) {
  public AgentRecord {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(seen, "seen");
  }

  static AgentRecord first(String name, String host, String version, Instant now) {
    return new AgentRecord(
        name, host, version, now, Optional.empty(), Optional.empty(), RecentOutcomes.NONE);
  }

  /** The state that counts. */
  public AgentState state() {
    if (hold.filter(order -> order.kind() == Hold.Kind.DISABLED).isPresent()) {
      return AgentState.DISABLED;
    }
    if (lost.isPresent()) {
      return AgentState.LOST;
    }
    return hold.isPresent() ? AgentState.DRAINING : AgentState.ACTIVE;
  }

  /** Why it is in that state; empty where there is nothing to say. */
  public String reason() {
    return switch (state()) {
      case ACTIVE -> "";
      case DRAINING, DISABLED -> hold.orElseThrow().note();
      case LOST -> "silent since " + seen;
    };
  }

  AgentRecord heard(String from, String runs, Instant now) {
    return new AgentRecord(
        name,
        from.isEmpty() ? host : from,
        runs.isEmpty() ? version : runs,
        now,
        Optional.empty(),
        hold,
        outcomes);
  }

  /** It was heard of at a time that may be past: what has been stored since then stays. */
  AgentRecord heardAt(Instant then) {
    return then.isAfter(seen) ? heard("", "", then) : this;
  }

  AgentRecord with(Optional<Hold> order) {
    return new AgentRecord(name, host, version, seen, lost, order, outcomes);
  }

  /** A job ended; lost leases and a missing runtime are the agent's, other failures are not. */
  AgentRecord jobEnded(JobId job, Optional<ErrorCode> failure, HealthLimits limits) {
    boolean own =
        failure.isEmpty()
            || (failure.get().type() == ErrorType.ENVIRONMENT
                && failure.get() != ErrorCode.CANCELLED);
    return own
        ? new AgentRecord(
            name,
            host,
            version,
            seen,
            lost,
            hold,
            outcomes.with(job, failure.isEmpty(), limits.window()))
        : this;
  }

  AgentRecord tick(Instant now, HealthLimits limits) {
    AgentRecord next = with(hold.filter(order -> !order.isOver(now)));
    Duration silent = Duration.between(seen, now);
    return next.lost().isEmpty() && silent.compareTo(limits.silence()) > 0
        ? new AgentRecord(name, host, version, seen, Optional.of(now), next.hold(), outcomes)
        : next;
  }
}
