package dev.meterfarm.coordinator.registry;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.ErrorType;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.measurement.JobResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Keeps track of agents and devices.
 *
 * <ol>
 *   <li>Agents announce themselves and their devices; that is stored at once.
 *   <li>How jobs end is only noted; {@link #round}, called every second or so, stores it, a part of
 *       it in a large farm but failures always, lets time pass, and takes back what a device
 *       measured that proved bad.
 *   <li>Reads are answered from memory: what this coordinator changed itself is there at once, what
 *       another one changed some seconds later.
 * </ol>
 *
 * <p>Safe for use from many threads. The times are the coordinator's; agents' clocks do not matter.
 */
public final class Registry {
  /** An announcement that says nothing new is stored again after this long. */
  private static final Duration REFRESH = Duration.ofSeconds(15);

  private static final int ROUNDS_BETWEEN_READS = 5;

  /** Records of devices, and of agents, that one round stores; the others have to wait. */
  private static final int MOST_STORED = 100;

  private static final int STORED_TOGETHER = 20;

  private final RegistryStore store;
  private final Clock clock;
  private final HealthLimits limits;
  private final Roster roster;
  private final Notes<DeviceId, DeviceRecord> deviceNotes = new Notes<>();
  private final Notes<String, AgentRecord> agentNotes = new Notes<>();
  private final RecentFailures failures;
  private long rounds;

  /** A registry that knows what is stored. */
  public Registry(RegistryStore store, Doubts doubts, HealthLimits limits) {
    this.store = store;
    this.clock = store.clock();
    this.limits = limits;
    this.failures = new RecentFailures(clock);
    this.roster = new Roster(store, doubts, failures);
  }

  /**
   * An agent was heard of.
   *
   * @param host its machine; empty if it did not say
   * @param version what it runs; empty if it did not say
   */
  public void heard(String agent, String host, String version) {
    Instant now = clock.instant();
    Optional<AgentRecord> known = agent(agent);
    boolean fresh =
        known
            .filter(
                k ->
                    k.lost().isEmpty()
                        && k.seen().plus(REFRESH).isAfter(now)
                        && (host.isEmpty() || host.equals(k.host()))
                        && (version.isEmpty() || version.equals(k.version())))
            .isPresent();
    if (!fresh) {
      change(agent, Cause.farm("heard of"), record -> record.heard(host, version, now));
    }
  }

  /**
   * An agent asks for work for a device without having announced it. That says nothing about who
   * else has it.
   */
  public void met(String agent, DeviceId device, Set<String> targets) {
    Optional<DeviceRecord> known = roster.device(device);
    if (known.filter(k -> k.connected() && k.targets().containsAll(targets)).isPresent()) {
      return;
    }
    Instant now = clock.instant();
    change(
        List.of(device),
        Cause.farm("met at agent " + agent),
        (id, before) -> {
          if (before.isEmpty()) {
            return DeviceRecord.first(id, agent, Whereabouts.UNKNOWN, targets, now);
          }
          Set<String> all = new TreeSet<>(before.get().targets());
          all.addAll(targets);
          return before.get().connected() && !before.get().agent().equals(agent)
              ? before.get()
              : before.get().announced(agent, before.get().where(), all, now);
        });
  }

  /**
   * No agent can be left from before, because it lived in the same process. Devices that were in
   * quarantine may prove themselves again: whoever starts the farm by hand wants that.
   */
  public void startAlone() {
    Instant now = clock.instant();
    change(
        roster.devices().stream().map(DeviceRecord::id).toList(),
        Cause.farm("started anew"),
        (id, known) ->
            known
                .orElseThrow()
                .with(Optional.<DeviceRecord.Rival>empty(), false)
                .with(
                    health ->
                        health.state() == DeviceState.QUARANTINED
                            ? health.suspect(health.reason(), now, limits)
                            : health));
  }

  /** An agent tells all the devices that it has; others that it had are gone. */
  public void announced(String agent, Collection<Sighting> sightings) {
    heard(agent, "", "");
    Instant now = clock.instant();
    Map<DeviceId, Sighting> here =
        sightings.stream().collect(Collectors.toMap(Sighting::device, s -> s, (a, b) -> a));
    List<DeviceId> changed = new ArrayList<>();
    here.values().stream()
        .filter(s -> !isFresh(agent, s, now))
        .forEach(s -> changed.add(s.device()));
    roster.devices().stream()
        .filter(d -> !here.containsKey(d.id()) && d.isClaimedBy(agent))
        .forEach(d -> changed.add(d.id()));
    change(
        changed,
        Cause.farm("announced by agent " + agent),
        (id, known) -> {
          Sighting seen = here.get(id);
          if (seen == null) {
            return known.orElseThrow().gone(agent);
          }
          return known
              .orElseGet(() -> DeviceRecord.first(id, agent, seen.where(), seen.targets(), now))
              .announced(agent, seen.where(), seen.targets(), now);
        });
  }

  private boolean isFresh(String agent, Sighting seen, Instant now) {
    return roster
        .device(seen.device())
        .filter(
            known ->
                known.connected()
                    && known.rival().isEmpty()
                    && known.agent().equals(agent)
                    && known.where().equals(seen.where())
                    && known.targets().equals(seen.targets())
                    && known.seen().plus(REFRESH).isAfter(now))
        .isPresent();
  }

  /** A job of a campaign, or a reference run, brought a result. */
  public void jobDone(String agent, String target, boolean referenceRun, JobResult result) {
    Instant now = clock.instant();
    // Notes wait, in a large farm for seconds: they must not keep whole results in memory.
    JobId job = result.job();
    Instant started = result.started();
    Map<String, Double> readings = ReferenceTimes.of(target, referenceRun, result);
    if (referenceRun) {
      Optional<String> failure = ReferenceTimes.failure(result);
      deviceNotes.addUrgent(
          result.device(),
          record ->
              record.with(
                  health ->
                      failure.isPresent()
                          ? health.referenceFailed(failure.get(), now)
                          : referenceDone(record, now, readings)));
    } else {
      deviceNotes.add(
          result.device(),
          record -> record.with(health -> health.jobDone(job, started, now, readings, limits)));
    }
    agentNotes.add(
        agent,
        record ->
            (referenceRun ? record : record.heardAt(now)).jobEnded(job, Optional.empty(), limits));
  }

  private Health referenceDone(DeviceRecord record, Instant now, Map<String, Double> readings) {
    Health next = record.health().referenceDone(now, readings, limits);
    return next.state() == DeviceState.QUARANTINED && roster.isAlone(record)
        ? record.health().keptAlthoughSlow(now, readings)
        : next;
  }

  /** An attempt at a job failed. */
  public void jobFailed(String agent, DeviceId device, JobId job, ErrorCode code) {
    Instant now = clock.instant();
    deviceNotes.addUrgent(
        device, record -> record.with(health -> health.jobFailed(job, code, now, limits)));
    if (code.type() == ErrorType.DEVICE || code == ErrorCode.LINK_FAILED) {
      failures.add(device, code);
    }
    agentNotes.add(agent, record -> record.jobEnded(job, Optional.of(code), limits));
  }

  /** A reference run came to nothing. */
  public void referenceFailed(DeviceId device, String why) {
    Instant now = clock.instant();
    deviceNotes.addUrgent(
        device, record -> record.with(health -> health.referenceFailed(why, now)));
  }

  /** A campaign found that the device is not like the others of its target. */
  public void outlier(DeviceId device, String why) {
    Instant now = clock.instant();
    deviceNotes.addUrgent(device, record -> record.with(health -> health.outlier(why, now)));
  }

  /** Stores what was noted, and lets time pass. Called by one thread. */
  public void round() {
    Map<DeviceId, UnaryOperator<DeviceRecord>> outcomes = deviceNotes.take(MOST_STORED);
    Map<String, UnaryOperator<AgentRecord>> ended = agentNotes.take(MOST_STORED);
    if (rounds++ % ROUNDS_BETWEEN_READS == 0) {
      roster.read();
    }
    Instant now = clock.instant();
    Cause judged = Cause.farm("judged by its jobs");
    inPieces(
        outcomes.keySet(),
        ids ->
            change(
                ids,
                judged,
                (id, known) ->
                    outcomes
                        .get(id)
                        .apply(
                            known.orElseGet(
                                () ->
                                    DeviceRecord.first(id, "", Whereabouts.UNKNOWN, Set.of(), now)
                                        .gone("")))));
    inPieces(
        ended.keySet(),
        names ->
            roster.changeAgents(names, judged, (name, record) -> ended.get(name).apply(record)));
    tick(now);
  }

  /** Whoever wants to write meanwhile gets a turn in between. */
  private static <K> void inPieces(Collection<K> keys, Consumer<List<K>> work) {
    List<K> all = List.copyOf(keys);
    for (int from = 0; from < all.size(); from += STORED_TOGETHER) {
      work.accept(all.subList(from, Math.min(all.size(), from + STORED_TOGETHER)));
    }
  }

  private void tick(Instant now) {
    tickAgents(now);
    List<DeviceId> due =
        roster.devices().stream()
            .filter(device -> !device.tick(now, limits, roster::isSilent).equals(device))
            .map(DeviceRecord::id)
            .toList();
    change(
        due,
        Cause.farm("its time was over"),
        (id, known) -> known.orElseThrow().tick(now, limits, roster::isSilent));
  }

  private void tickAgents(Instant now) {
    roster.agents().stream()
        .filter(agent -> !agent.tick(now, limits).equals(agent))
        .map(AgentRecord::name)
        .forEach(name -> change(name, Cause.farm("its time was over"), r -> r.tick(now, limits)));
  }

  void change(
      Collection<DeviceId> ids,
      Cause cause,
      BiFunction<DeviceId, Optional<DeviceRecord>, DeviceRecord> change) {
    roster.changeDevices(ids, cause, change);
  }

  void change(String agent, Cause cause, UnaryOperator<AgentRecord> change) {
    roster.changeAgents(List.of(agent), cause, (name, record) -> change.apply(record));
  }

  /** What the failures of the last half hour have in common, the widest cause first. */
  public List<Finding> findings() {
    return failures.findings(roster.devices());
  }

  /** All devices, by id. */
  public List<DeviceRecord> devices() {
    return roster.sortedDevices();
  }

  /** All agents, by name. */
  public List<AgentRecord> agents() {
    return roster.agents().stream().sorted(Comparator.comparing(AgentRecord::name)).toList();
  }

  public Optional<DeviceRecord> device(DeviceId id) {
    return roster.device(id);
  }

  public Optional<AgentRecord> agent(String name) {
    return roster.agent(name);
  }

  /** Whether the agent may have work; an agent that is not known may. */
  public boolean mayWork(String name) {
    return agent(name)
        .map(AgentRecord::state)
        .map(state -> state != AgentState.DRAINING && state != AgentState.DISABLED)
        .orElse(true);
  }

  /** Devices that serve the target, whatever their state, by id. */
  public List<DeviceRecord> serving(String target) {
    return devices().stream().filter(device -> device.targets().contains(target)).toList();
  }

  /** The history, the latest first. */
  public List<RegistryEvent> events(int limit) {
    return store.events(limit);
  }

  HealthLimits limits() {
    return limits;
  }

  /** The clock that everything here goes by. */
  public Clock clock() {
    return clock;
  }

  Instant now() {
    return clock.instant();
  }
}
