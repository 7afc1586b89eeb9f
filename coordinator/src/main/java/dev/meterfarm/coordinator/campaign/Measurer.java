package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.dispatch.JobBatch;
import dev.meterfarm.coordinator.dispatch.JobBoard;
import dev.meterfarm.coordinator.dispatch.JobOutcome;
import dev.meterfarm.coordinator.evaluation.DriftLimits;
import dev.meterfarm.coordinator.evaluation.DriftMonitor;
import dev.meterfarm.coordinator.evaluation.TimedReading;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Has jobs done on one target and keeps what came back: labels, readings of the reference models,
 * and which jobs ran in a bad spell. For the planning thread of the target.
 */
final class Measurer {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  private final JobBoard board;
  private final BudgetClock clock;
  private final ProgressBoard progress;
  private final LabelBook labels = new LabelBook();
  private final Map<DeviceId, List<TimedReading>> readings = new LinkedHashMap<>();
  private final Supplier<? extends Map<String, String>> doubts;
  private final TargetDevices devices;
  private final Map<String, JobOutcome.Done> done = new LinkedHashMap<>();
  private final Set<String> judgedAgain = new HashSet<>();
  private final Set<String> compared = new HashSet<>();
  private final List<String> failures = new ArrayList<>();
  private final boolean replay;
  private final boolean ownTimeline;
  private final Map<String, Long> startMillis = new HashMap<>();
  private final Map<DeviceId, Long> timelineMillis = new HashMap<>();
  private final List<JobSpec> doubted = new ArrayList<>();
  private Duration busy = Duration.ZERO;

  /**
   * A measurer that has measured nothing.
   *
   * @param devices who is to measure
   * @param doubts keys of jobs that count no more because their device turned out bad, with reasons
   * @param replay take what the ledger has and measure nothing
   * @param ownTimeline line jobs up in the order of their keys, as for simulated devices, whose
   *     jobs take no real time; otherwise they stand where the clock says
   */
  Measurer(
      JobBoard board,
      TargetDevices devices,
      Supplier<? extends Map<String, String>> doubts,
      BudgetClock clock,
      ProgressBoard progress,
      boolean replay,
      boolean ownTimeline) {
    this.replay = replay;
    this.ownTimeline = ownTimeline;
    this.board = board;
    this.devices = devices;
    this.doubts = doubts;
    this.clock = clock;
    this.progress = progress;
  }

  /** Whether nothing is measured and the ledger alone answers. */
  boolean isReplay() {
    return replay;
  }

  LabelBook labels() {
    return labels;
  }

  /** Hands jobs out; they run in the order of their submission. */
  JobBatch submit(List<JobSpec> jobs) {
    return board.submit(jobs, progress::jobEnded);
  }

  /** Hands jobs out that only this device may run. */
  JobBatch submitOn(DeviceId device, List<JobSpec> jobs) {
    return board.submitOn(device, jobs, progress::jobEnded);
  }

  /**
   * Waits for jobs of {@link #submitOn} for a limited time, whatever the budget; the rest is taken
   * back. They compare devices and give no labels: which devices there are must not decide what a
   * model's label is.
   */
  List<JobResult> awaitComparison(JobBatch batch, Duration limit) throws InterruptedException {
    Optional<List<JobOutcome>> outcomes = replay ? Optional.empty() : await(batch, limit);
    if (outcomes.isEmpty()) {
      batch.cancel();
    }
    List<JobResult> results = new ArrayList<>();
    for (JobOutcome outcome : outcomes.isPresent() ? outcomes.get() : batch.await()) {
      if (outcome instanceof JobOutcome.Done ended) {
        results.add(ended.result());
        if (compared.add(ended.spec().key())) {
          busy = busy.plus(ended.result().elapsed());
        }
      } else if (outcome instanceof JobOutcome.Failed failed) {
        note(failed);
      }
    }
    return results;
  }

  private Optional<List<JobOutcome>> await(JobBatch batch, Duration limit)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      clock.keep();
      Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      boolean last = left.compareTo(LONGEST_WAIT) <= 0;
      Optional<List<JobOutcome>> outcomes = batch.await(last ? left : LONGEST_WAIT);
      if (last || outcomes.isPresent()) {
        return outcomes;
      }
    }
  }

  /** Hands jobs out and waits for them. */
  List<JobOutcome> measure(List<JobSpec> jobs) throws InterruptedException {
    return await(submit(jobs), Double.POSITIVE_INFINITY);
  }

  /**
   * Waits for a batch until the budget's clock says {@code untilSeconds}; what is not done by then
   * is taken back.
   */
  List<JobOutcome> await(JobBatch batch, double untilSeconds) throws InterruptedException {
    while (true) {
      clock.keep();
      double left = untilSeconds - clock.usedSeconds();
      if (replay || left <= 0) {
        batch.cancel();
        return take(batch.await());
      }
      Duration wait = left < 1 ? Duration.ofMillis((long) Math.ceil(left * 1000)) : LONGEST_WAIT;
      Optional<List<JobOutcome>> outcomes = batch.await(wait);
      if (outcomes.isPresent()) {
        return take(outcomes.get());
      }
      requireDevice();
      progress.waiting(devices.usable().isEmpty());
    }
  }

  private void requireDevice() {
    Optional<String> why = devices.deadEnd();
    if (why.isPresent()) {
      throw new FarmException(ErrorCode.DEVICE_UNFIT, why.get());
    }
  }

  /** Records outcomes that arrived, in the order of their jobs' keys. */
  private List<JobOutcome> take(List<JobOutcome> outcomes) {
    for (JobOutcome outcome : outcomes) {
      if (outcome instanceof JobOutcome.Done ended) {
        record(ended);
      } else if (outcome instanceof JobOutcome.Failed failed) {
        note(failed);
      }
    }
    return outcomes;
  }

  private void note(JobOutcome.Failed failed) {
    if (failed.code() == ErrorCode.INTERNAL) {
      throw new FarmException(
          ErrorCode.INTERNAL, "job " + failed.spec().key() + ": " + failed.message());
    }
    if (failed.code() != ErrorCode.CANCELLED) {
      failures.add(failed.spec().key() + ": " + failed.code() + ": " + failed.message());
    }
  }

  private void record(JobOutcome.Done ended) {
    JobResult result = ended.result();
    if (done.put(ended.spec().key(), ended) != null) {
      return;
    }
    labels.record(ended.spec().key(), result.device(), result.outcomes());
    busy = busy.plus(result.elapsed());
    long start = place(ended.spec().key(), result);
    for (ReferenceReading reading : result.references()) {
      if (reading.nanos() > 0) {
        readings
            .computeIfAbsent(result.device(), device -> new ArrayList<>())
            .add(new TimedReading(reading.model(), reading.nanos(), start + reading.atMillis()));
      }
    }
  }

  private long place(String key, JobResult result) {
    long timeline = timelineMillis.getOrDefault(result.device(), 0L);
    long start = ownTimeline ? timeline : result.started().toEpochMilli();
    timelineMillis.put(result.device(), timeline + result.elapsed().toMillis() + 1);
    startMillis.put(key, start);
    return start;
  }

  private Map<DeviceId, DriftMonitor> monitors() {
    Map<DeviceId, DriftMonitor> monitors = new LinkedHashMap<>();
    readings.forEach(
        (device, of) -> monitors.put(device, new DriftMonitor(of, DriftLimits.DEFAULT)));
    return monitors;
  }

  /**
   * Jobs among those done whose device turned out bad since; they count no more at all, and none is
   * named twice.
   */
  List<JobSpec> newlyDoubted() {
    for (String key : doubts.get().keySet()) {
      JobOutcome.Done ended = done.get(key);
      if (ended != null && judgedAgain.add(key)) {
        labels.discard(key);
        doubted.add(ended.spec());
      }
    }
    List<JobSpec> all = List.copyOf(doubted);
    doubted.clear();
    return all;
  }

  /** Puts jobs back that there was no room to repeat; {@link #newlyDoubted} names them again. */
  void postpone(List<JobSpec> jobs) {
    doubted.addAll(jobs);
  }

  /**
   * Jobs among those done that ran in a bad spell and were not told of yet, by the reference models
   * alone.
   */
  List<JobSpec> newlySuspect() {
    Map<DeviceId, DriftMonitor> monitors = monitors();
    DriftMonitor none = new DriftMonitor(List.of(), DriftLimits.DEFAULT);
    List<JobSpec> suspects = new ArrayList<>();
    for (JobOutcome.Done ended : done.values()) {
      String key = ended.spec().key();
      if (judgedAgain.contains(key)) {
        continue;
      }
      long start = startMillis.get(key);
      DriftMonitor monitor = monitors.getOrDefault(ended.result().device(), none);
      if (monitor.judge(start, start + ended.result().elapsed().toMillis()).suspect()) {
        judgedAgain.add(key);
        labels.markSuspect(key);
        suspects.add(ended.spec());
      }
    }
    return suspects;
  }

  /** How far the reference models moved, in percent, on average over devices; NaN without any. */
  double driftPercent() {
    return monitors().values().stream()
        .mapToDouble(DriftMonitor::driftPercent)
        .average()
        .orElse(Double.NaN);
  }

  /** How many jobs the device has done. */
  int jobsDone(DeviceId device) {
    return (int)
        done.values().stream().filter(ended -> ended.result().device().equals(device)).count();
  }

  int jobsDone() {
    return done.size();
  }

  /**
   * Share of the time in which devices measured, 0..1, on average over those that did at all. The
   * time of simulated devices is an estimate, and so is their share.
   */
  double busyShare(double elapsedSeconds) {
    long devices =
        Math.max(1, done.values().stream().map(e -> e.result().device()).distinct().count());
    return Math.min(1, busy.toMillis() / 1000.0 / elapsedSeconds / devices);
  }

  /** Jobs that came to nothing, with their reasons. */
  List<String> failures() {
    return List.copyOf(failures);
  }
}
