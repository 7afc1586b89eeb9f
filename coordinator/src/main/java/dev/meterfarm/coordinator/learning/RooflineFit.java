package dev.meterfarm.coordinator.learning;

import dev.meterfarm.predictor.features.Roofline;
import java.util.Collection;
import java.util.List;

/**
 * Fits a target's roofline: {@code fixed + flops * a + bytes * b}, none negative, by robust least
 * squares on logarithms. Every family counts alike, however many samples it has. Stateless.
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
    double[] x = WorkLine.fit(families);
    if (x.length == 0) {
      return ASSUMED;
    }
    double shortest =
        families.stream()
            .flatMap(List::stream)
            .mapToDouble(TrainingSample::labelNanos)
            .min()
            .orElseThrow();
    return new Roofline(Math.max(x[0], LEAST_FIXED_SHARE * shortest), x[1], x[2]);
  }
}
