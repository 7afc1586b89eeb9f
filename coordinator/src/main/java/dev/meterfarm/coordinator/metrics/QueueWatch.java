package dev.meterfarm.coordinator.metrics;

import dev.meterfarm.coordinator.status.StatusSection;
import dev.meterfarm.coordinator.store.Lane;
import dev.meterfarm.coordinator.store.LeaseSweep;
import dev.meterfarm.coordinator.store.PlannedJob;
import dev.meterfarm.metrics.FarmMeters;
import dev.meterfarm.metrics.FarmMetric;
import dev.meterfarm.protocol.job.JobId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long the first in line of each target has been the first: short while the line moves, and as
 * long as the trouble lasts when it does not. {@link #read} is called by one thread.
 */
public final class QueueWatch implements StatusSection {
  private record Head(JobId job, Instant since) {}

  private final LeaseSweep sweep;
  private final Clock clock;
  private volatile Map<Lane, Head> heads = Map.of();

  public QueueWatch(LeaseSweep sweep, FarmMeters meters, Clock clock) {
    this.sweep = sweep;
    this.clock = clock;
    meters.read(
        sink ->
            oldest()
                .forEach(
                    (target, since) ->
                        sink.put(
                            FarmMetric.QUEUE_OLDEST_JOB_TIMESTAMP_SECONDS,
                            since.toEpochMilli() / 1e3,
                            target)));
  }

  @Override
  public String name() {
    return "queue";
  }

  @Override
  public Map<String, Object> read() {
    Map<Lane, Head> next = new HashMap<>();
    Instant now = clock.instant();
    for (Lane lane : sweep.lanes()) {
      List<PlannedJob> first = sweep.ready(lane, 1);
      if (!first.isEmpty()) {
        Head known = heads.get(lane);
        JobId job = first.get(0).id();
        next.put(lane, known != null && known.job().equals(job) ? known : new Head(job, now));
      }
    }
    heads = Map.copyOf(next);
    Map<String, Object> waits = new TreeMap<>();
    oldest()
        .forEach((target, since) -> waits.put(target, Duration.between(since, now).toSeconds()));
    return Map.of("firstInLineSeconds", waits);
  }

  private Map<String, Instant> oldest() {
    Map<String, Instant> oldest = new TreeMap<>();
    heads.forEach(
        (lane, head) ->
            oldest.merge(
                lane.target(), head.since(), (one, other) -> one.isBefore(other) ? one : other));
    return oldest;
  }
}
