package dev.meterfarm.coordinator.learning;

import dev.meterfarm.coordinator.numeric.RobustFit;
import dev.meterfarm.predictor.features.Roofline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Fits a target's roofline: {@code fixed + flops * a + bytes * b}, none negative, by robust least
 * squares on relative errors. Every family counts alike, however many samples it has. Stateless.
 */
public final class RooflineFit {
  /** Used before anything is measured: about a GHz-class core; only ratios matter then. */
  public static final Roofline ASSUMED = new Roofline(1000, 0.05, 0.1);

  /** Share of the shortest label that is taken where the fit sees no fixed cost. */
  private static final double LEAST_FIXED_SHARE = 0.1;

  private RooflineFit() {}

  /**
   * The roofline of these samples; {@link #ASSUMED} where there are fewer than three.
   *
   * @param families the samples, family by family
   */
  public static Roofline fit(Collection<List<TrainingSample>> families) {
    List<double[]> rows = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    double shortest = Double.POSITIVE_INFINITY;
    for (List<TrainingSample> family : families) {
      for (TrainingSample sample : family) {
        rows.add(
            new double[] {
              1 / sample.labelNanos(),
              sample.work().flops() / sample.labelNanos(),
              sample.work().bytes() / sample.labelNanos()
            });
        weights.add(1.0 / family.size());
        shortest = Math.min(shortest, sample.labelNanos());
      }
    }
    if (rows.size() < 3) {
      return ASSUMED;
    }
    double[] ones = new double[rows.size()];
    Arrays.fill(ones, 1);
    double[] x =
        RobustFit.solve(
            rows.toArray(double[][]::new),
            ones,
            weights.stream().mapToDouble(Double::doubleValue).toArray());
    return new Roofline(Math.max(x[0], LEAST_FIXED_SHARE * shortest), x[1], x[2]);
  }
}
