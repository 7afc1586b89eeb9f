package dev.meterfarm.coordinator.learning;

import dev.meterfarm.coordinator.numeric.LogRatioFit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Fits {@code fixed + flops * a + bytes * b} over all families, each of equal weight. Stateless.
 */
final class WorkLine {
  private static final int LEAST_SAMPLES = 3;

  private WorkLine() {}

  /** Fixed ns, ns per FLOP and ns per byte; empty where there are fewer than three samples. */
  static double[] fit(Collection<List<TrainingSample>> families) {
    List<double[]> rows = new ArrayList<>();
    List<Double> targets = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    for (List<TrainingSample> family : families) {
      for (TrainingSample sample : family) {
        rows.add(new double[] {1, sample.work().flops(), sample.work().bytes()});
        targets.add(sample.labelNanos());
        weights.add(1.0 / family.size());
      }
    }
    if (rows.size() < LEAST_SAMPLES) {
      return new double[0];
    }
    return LogRatioFit.solve(rows.toArray(double[][]::new), array(targets), array(weights));
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
