package dev.meterfarm.cli;

import dev.meterfarm.agent.command.FileMeasuring;
import dev.meterfarm.agent.command.MeasuredFile;
import dev.meterfarm.coordinator.evaluation.DriftLimits;
import dev.meterfarm.coordinator.evaluation.DriftMonitor;
import dev.meterfarm.coordinator.evaluation.TimedReading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Measures files as often as asked for, and those whose visits all ran in bad spells some more
 * times, until they have a calm one. The reference models alone decide. For one thread.
 */
final class CalmVisits {
  /** So often at most is a file visited once more. */
  private static final int MOST_REPEATS = 6;

  /** From one round of repeats to the next: spells last for seconds. */
  private static final long PAUSE_MILLIS = 1_000;

  private final FileMeasuring measuring;

  CalmVisits(FileMeasuring measuring) {
    this.measuring = measuring;
  }

  /** One row for each file, in the order of the files. */
  List<MeasuredFile> measure(List<Path> files) throws InterruptedException {
    List<MeasuredFile> rows = measuring.measure(files);
    for (int round = 0; round < MOST_REPEATS; round++) {
      Set<Integer> restless = restless(rows);
      if (restless.isEmpty()) {
        break;
      }
      if (round > 0) {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
      rows = measuring.again(files, restless);
    }
    return rows;
  }

  /** Files that were measured, but never outside of a bad spell. */
  private Set<Integer> restless(List<MeasuredFile> rows) {
    Set<Integer> restless = new TreeSet<>();
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).error().isEmpty()) {
        restless.add(i);
      }
    }
    DriftMonitor monitor = monitor();
    for (FileMeasuring.Visit visit : measuring.visits()) {
      if (!monitor.judge(visit.fromMillis(), visit.toMillis()).suspect()) {
        restless.removeAll(visit.files());
      }
    }
    return restless;
  }

  /** How far the machine strayed, in percent; NaN without reference models. */
  double driftPercent() {
    return monitor().driftPercent();
  }

  private DriftMonitor monitor() {
    List<TimedReading> readings = new ArrayList<>();
    measuring.references().stream()
        .filter(reading -> reading.nanos() > 0)
        .map(reading -> new TimedReading(reading.model(), reading.nanos(), reading.atMillis()))
        .forEach(readings::add);
    return new DriftMonitor(readings, DriftLimits.DEFAULT);
  }
}
