package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.registry.DeviceRecord;
import dev.meterfarm.coordinator.registry.DeviceState;
import dev.meterfarm.coordinator.registry.Registry;
import dev.meterfarm.coordinator.registry.Sighting;
import dev.meterfarm.coordinator.registry.Whereabouts;
import dev.meterfarm.coordinator.store.Eligibility;
import dev.meterfarm.coordinator.store.GrantReply;
import dev.meterfarm.coordinator.store.JobFailure;
import dev.meterfarm.coordinator.store.JobPlan;
import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorType;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.link.AgentSession;
import dev.meterfarm.protocol.link.Announcement;
import dev.meterfarm.protocol.link.ResultReply;
import dev.meterfarm.protocol.measurement.JobResult;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Tells the registry how jobs end, and the hand-out what the registry thinks of devices. Safe for
 * use from many threads.
 */
final class HealthWatch implements JobEvents {
  /** From so many failed attempts on it is worth knowing whether the device is to blame. */
  private static final int ATTEMPTS_BEFORE_REFERENCE = 2;

  private final Registry registry;
  private final JobPlan plan;
  private final FairShare fair;
  private final ReferenceRuns references;
  private final JobWatcher watcher;

  /** Leases of this coordinator; what another one granted is looked up in the ledger. */
  private final Map<JobId, Ticket> running = new ConcurrentHashMap<>();

  HealthWatch(
      Registry registry,
      JobPlan plan,
      FairShare fair,
      ReferenceRuns references,
      JobWatcher watcher) {
    this.watcher = watcher;
    this.registry = registry;
    this.plan = plan;
    this.fair = fair;
    this.references = references;
  }

  /** The devices that may get something now, with what they serve, in the order of the request. */
  Map<DeviceId, Set<String>> admitted(AgentSession from, Map<DeviceId, Set<String>> idle) {
    registry.heard(from.agent(), "", "");
    idle.forEach((device, targets) -> registry.met(from.agent(), device, targets));
    Map<DeviceId, Set<String>> admitted = new LinkedHashMap<>();
    if (registry.mayWork(from.agent())) {
      idle.forEach(
          (device, targets) -> {
            if (state(device).takesReferenceRuns()) {
              admitted.put(device, targets);
            }
          });
    }
    return admitted;
  }

  /** An agent tells all that it has. */
  void announced(AgentSession from, Announcement hello) {
    List<Sighting> sightings =
        hello.devices().stream()
            .map(
                device ->
                    new Sighting(
                        device.id(),
                        new Whereabouts(
                            device.place().host(),
                            device.place().hub(),
                            device.place().port(),
                            device.place().osBuild()),
                        device.targets()))
            .toList();
    String host =
        sightings.stream()
            .map(sighting -> sighting.where().host())
            .filter(name -> !name.isEmpty())
            .findFirst()
            .orElse("");
    registry.heard(from.agent(), host, hello.version());
    registry.announced(from.agent(), sightings);
  }

  /** An agent lives, and perhaps told what time it is. */
  void heard(AgentSession from, Optional<Instant> clock) {
    registry.heard(from.agent(), "", "");
    clock.ifPresent(
        told ->
            watcher.clockTold(from.agent(), Duration.between(registry.clock().instant(), told)));
  }

  private DeviceState state(DeviceId device) {
    return registry.device(device).map(DeviceRecord::state).orElse(DeviceState.NEW);
  }

  boolean takesJobs(DeviceId device) {
    return state(device).takesJobs();
  }

  Eligibility eligibility(DeviceId device, String target) {
    return new Eligibility(!takesJobs(device), () -> others(device, target));
  }

  private Set<DeviceId> others(DeviceId device, String target) {
    return registry.serving(target).stream()
        .filter(other -> other.usable() && !other.id().equals(device))
        .map(DeviceRecord::id)
        .collect(Collectors.toSet());
  }

  void granted(Ticket job, Optional<Duration> waited) {
    running.put(job.id(), job);
    fair.granted(job.lane());
    watcher.granted(job.lane().target(), waited);
  }

  private Optional<Ticket> ended(JobId job, Duration busy) {
    Ticket known = running.remove(job);
    if (known != null) {
      fair.ended(known.lane(), busy);
      return Optional.of(known);
    }
    return plan.find(job).map(Ticket::of);
  }

  @Override
  public void accepted(String agent, JobResult result) {
    Optional<Ticket> job = ended(result.job(), result.elapsed());
    job.ifPresent(known -> watcher.accepted(known.lane().target(), result));
    job.filter(known -> !known.referenceRun())
        .ifPresent(known -> registry.jobDone(agent, known.lane().target(), false, result));
  }

  @Override
  public void failed(JobFailure failure) {
    watcher.failed(failure);
    Optional<Ticket> job = ended(failure.job(), Duration.ZERO);
    if (job.isEmpty() || job.get().referenceRun()) {
      return;
    }
    registry.jobFailed(failure.agent(), failure.device(), failure.job(), failure.code());
    if (failure.code().type() == ErrorType.DEVICE
        && failure.state() == JobState.BACKOFF
        && failure.attempts() >= ATTEMPTS_BEFORE_REFERENCE) {
      references.request(failure.device());
    }
  }

  /** A job was not lent. */
  void refused(GrantReply.Verdict reason) {
    watcher.refused(reason);
  }

  /** A result was answered. */
  void replied(ResultReply reply, JobResult result) {
    watcher.replied(reply, result);
  }

  @Override
  public void storageFailed(FarmException problem) {
    // The registry notices by itself when it writes.
  }
}
