package dev.meterfarm.coordinator.evaluation;

import dev.meterfarm.coordinator.numeric.Quantiles;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Tells from the reference models alone which jobs ran in a bad spell: neighbours that take memory
 * bandwidth, a clock that fell. Predictions play no part, so that no label is thrown out because it
 * disagrees with a model. Immutable; build a new one when readings arrive.
 *
 * <p>The baseline of a reference model is a low quantile of all its readings so far: what the
 * machine does when it is left alone. A job's state is the mean, per model, of the readings taken
 * during it, the last one before and the first one after; the mean, because a single visit of a
 * healthy machine is off by 10 % every tenth time.
 */
public final class DriftMonitor {
  private final DriftLimits limits;
  private final NavigableMap<String, List<TimedReading>> readings = new TreeMap<>();
  private final NavigableMap<String, Double> baselines = new TreeMap<>();

  /** A monitor that knows these readings of one device, in any order. */
  public DriftMonitor(Collection<TimedReading> readings, DriftLimits limits) {
    this.limits = limits;
    for (TimedReading reading : readings) {
      this.readings.computeIfAbsent(reading.model(), model -> new ArrayList<>()).add(reading);
    }
    this.readings.forEach(
        (model, list) -> {
          list.sort(Comparator.comparingLong(TimedReading::atMillis));
          baselines.put(model, Quantiles.of(nanos(list), limits.baselineQuantile()));
        });
  }

  private static double[] nanos(List<TimedReading> list) {
    return list.stream().mapToDouble(TimedReading::nanos).toArray();
  }

  /** The undisturbed latency of each reference model, in nanoseconds. */
  public Map<String, Double> baselines() {
    return Map.copyOf(baselines);
  }

  /**
   * Judges what was measured between two instants, both included, on the readings' clock. Without
   * any reading nothing is suspect, and the reason says so.
   */
  public DriftVerdict judge(long fromMillis, long toMillis) {
    NavigableMap<String, Double> excess = new TreeMap<>();
    readings.forEach(
        (model, list) ->
            excess.put(
                model, meanOf(neighbours(list, fromMillis, toMillis)) / baselines.get(model) - 1));
    if (excess.isEmpty()) {
      return new DriftVerdict(false, excess, "no reference model was measured");
    }
    long over =
        excess.entrySet().stream()
            .filter(e -> e.getValue() > limits.of(e.getKey()).among())
            .count();
    boolean most = 3 * over >= 2L * excess.size();
    boolean severe =
        excess.entrySet().stream().anyMatch(e -> e.getValue() > limits.of(e.getKey()).alone());
    String reason =
        (most || severe ? "bad spell: " : "calm: ")
            + excess.entrySet().stream()
                .map(e -> String.format(Locale.ROOT, "%s %+.1f %%", e.getKey(), 100 * e.getValue()))
                .collect(Collectors.joining(", "))
            + " over the baseline";
    return new DriftVerdict(most || severe, excess, reason);
  }

  private static List<TimedReading> neighbours(List<TimedReading> list, long from, long to) {
    List<TimedReading> near = new ArrayList<>();
    TimedReading before = null;
    TimedReading after = null;
    for (TimedReading reading : list) {
      if (reading.atMillis() < from) {
        before = reading;
      } else if (reading.atMillis() <= to) {
        near.add(reading);
      } else if (after == null) {
        after = reading;
      }
    }
    if (before != null) {
      near.add(before);
    }
    if (after != null) {
      near.add(after);
    }
    return near;
  }

  private static double meanOf(List<TimedReading> list) {
    return list.stream().mapToDouble(TimedReading::nanos).average().orElseThrow();
  }

  /**
   * How far the machine strayed, in percent: the 90th percentile of each model's readings over its
   * baseline, the mean over the models. NaN without readings.
   */
  public double driftPercent() {
    return readings.entrySet().stream()
        .mapToDouble(
            e -> 100 * (Quantiles.of(nanos(e.getValue()), 0.9) / baselines.get(e.getKey()) - 1))
        .average()
        .orElse(Double.NaN);
  }
}
