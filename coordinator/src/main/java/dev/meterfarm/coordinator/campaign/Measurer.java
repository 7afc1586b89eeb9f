package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.dispatch.JobBatch;
import dev.meterfarm.coordinator.dispatch.JobBoard;
import dev.meterfarm.coordinator.dispatch.JobOutcome;
import dev.meterfarm.coordinator.evaluation.DriftLimits;
import dev.meterfarm.coordinator.evaluation.DriftMonitor;
import dev.meterfarm.coordinator.evaluation.TimedReading;
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
import java.util.Set;

/**
 * Has jobs done on one target and keeps what came back: labels, readings of the reference models,
 * and which jobs ran in a bad spell. For the planning thread of the target.
 */
final class Measurer {
  private final JobBoard board;
  private final BudgetClock clock;
  private final ProgressBoard progress;
  private final LabelBook labels = new LabelBook();
  private final List<TimedReading> readings = new ArrayList<>();
  private final Map<String, JobOutcome.Done> done = new LinkedHashMap<>();
  private final Set<String> judgedAgain = new HashSet<>();
  private final List<String> failures = new ArrayList<>();
  private final boolean replay;
  private final boolean ownTimeline;
  private final Map<String, Long> startMillis = new HashMap<>();
  private long timelineMillis;
  private Duration busy = Duration.ZERO;

  /**
   * A measurer that has measured nothing.
   *
   * @param replay take what the ledger has and measure nothing
   * @param ownTimeline line jobs up in the order of their keys, as for simulated devices, whose
   *     jobs take no real time; otherwise they stand where the clock says
   */
  Measurer(
      JobBoard board,
      BudgetClock clock,
      ProgressBoard progress,
      boolean replay,
      boolean ownTimeline) {
    this.replay = replay;
    this.ownTimeline = ownTimeline;
    this.board = board;
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
    return board.submit(jobs, outcome -> progress.jobEnded(outcome.spec()));
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
      double left = untilSeconds - clock.usedSeconds();
      if (replay || left <= 0) {
        batch.cancel();
        return take(batch.await());
      }
      var outcomes = batch.await(Duration.ofMillis((long) Math.ceil(Math.min(left, 1) * 1000)));
      if (outcomes.isPresent()) {
        return take(outcomes.get());
      }
    }
  }

  /** Records outcomes that arrived, in the order of their jobs' keys. */
  private List<JobOutcome> take(List<JobOutcome> outcomes) {
    for (JobOutcome outcome : outcomes) {
      if (outcome instanceof JobOutcome.Done ended) {
        record(ended);
      } else if (outcome instanceof JobOutcome.Failed failed
          && failed.code() != ErrorCode.CANCELLED) {
        if (failed.code() == ErrorCode.INTERNAL) {
          throw new FarmException(
              ErrorCode.INTERNAL, "job " + failed.spec().key() + ": " + failed.message());
        }
        failures.add(failed.spec().key() + ": " + failed.code() + ": " + failed.message());
      }
    }
    return outcomes;
  }

  private void record(JobOutcome.Done ended) {
    JobResult result = ended.result();
    if (done.put(ended.spec().key(), ended) != null) {
      return;
    }
    labels.record(ended.spec().key(), result.outcomes());
    busy = busy.plus(result.elapsed());
    long start = place(ended.spec().key(), result);
    for (ReferenceReading reading : result.references()) {
      if (reading.nanos() > 0) {
        readings.add(
            new TimedReading(reading.model(), reading.nanos(), start + reading.atMillis()));
      }
    }
  }

  private long place(String key, JobResult result) {
    long start = ownTimeline ? timelineMillis : result.started().toEpochMilli();
    timelineMillis += result.elapsed().toMillis() + 1;
    startMillis.put(key, start);
    return start;
  }

  /**
   * Jobs among those done that ran in a bad spell and were not told of yet, by the reference models
   * alone.
   */
  List<JobSpec> newlySuspect() {
    DriftMonitor monitor = new DriftMonitor(readings, DriftLimits.DEFAULT);
    List<JobSpec> suspects = new ArrayList<>();
    for (JobOutcome.Done ended : done.values()) {
      String key = ended.spec().key();
      if (judgedAgain.contains(key)) {
        continue;
      }
      long start = startMillis.get(key);
      if (monitor.judge(start, start + ended.result().elapsed().toMillis()).suspect()) {
        judgedAgain.add(key);
        labels.markSuspect(key);
        suspects.add(ended.spec());
      }
    }
    return suspects;
  }

  /** How far the reference models moved, in percent; NaN without any. */
  double driftPercent() {
    return new DriftMonitor(readings, DriftLimits.DEFAULT).driftPercent();
  }

  int jobsDone() {
    return done.size();
  }

  /** How long the device was busy. */
  Duration busy() {
    return busy;
  }

  /** Jobs that came to nothing, with their reasons. */
  List<String> failures() {
    return List.copyOf(failures);
  }
}
