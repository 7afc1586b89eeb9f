package dev.meterfarm.agent.guard;

import dev.meterfarm.protocol.measurement.ReferenceReading;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a device does on the reference models when it is left alone: the 10th percentile of its last
 * readings of each. When most of them take much longer, it throttles, whatever its sensors say. Not
 * the very best reading, or one lucky run would condemn it for good. For one thread.
 */
public final class ProbeBaseline {
  private static final int MOST_READINGS = 200;
  private static final double QUANTILE = 0.1;

  private final double driftPercent;
  private final long stepNanos;
  private final Map<String, Deque<Double>> readings = new TreeMap<>();

  /**
   * A baseline without readings.
   *
   * @param driftPercent how much slower than its baseline a model may be
   * @param stepNanos smallest step of the readings: slower by no more than one is not slower
   */
  public ProbeBaseline(double driftPercent, long stepNanos) {
    this.driftPercent = driftPercent;
    this.stepNanos = stepNanos;
  }

  /**
   * Takes the readings of one job or probe in, and says what is wrong with them.
   *
   * @return what the models took, if at least two thirds of them were too slow on average
   */
  public Optional<String> judge(List<ReferenceReading> fresh) {
    Map<String, List<Double>> byModel = new TreeMap<>();
    for (ReferenceReading of : fresh) {
      byModel.computeIfAbsent(of.model(), model -> new ArrayList<>()).add(of.nanos());
      Deque<Double> all = readings.computeIfAbsent(of.model(), model -> new ArrayDeque<>());
      all.addLast(of.nanos());
      if (all.size() > MOST_READINGS) {
        all.removeFirst();
      }
    }
    List<String> slow = new ArrayList<>();
    byModel.forEach(
        (model, nanos) -> {
          double mean = nanos.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
          double usual = baseline(model);
          double percent = (mean / usual - 1) * 100;
          if (percent > driftPercent && mean - usual > stepNanos) {
            slow.add(model + " by " + Math.round(percent) + " %");
          }
        });
    return !slow.isEmpty() && 3 * slow.size() >= 2 * byModel.size()
        ? Optional.of("reference models are slower than usual: " + String.join(", ", slow))
        : Optional.empty();
  }

  private double baseline(String model) {
    double[] sorted =
        readings.get(model).stream().mapToDouble(Double::doubleValue).sorted().toArray();
    // Of a few readings the second best, so that a lucky one is never the measure.
    return sorted[Math.min(sorted.length - 1, (int) Math.ceil(QUANTILE * sorted.length))];
  }
}
