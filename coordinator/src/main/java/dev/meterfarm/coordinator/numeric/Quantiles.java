package dev.meterfarm.coordinator.numeric;

import java.util.Arrays;

/** Quantiles by linear interpolation between order statistics. Stateless and thread-safe. */
public final class Quantiles {
  private Quantiles() {}

  /**
   * The value below which a share of {@code values} lies.
   *
   * @param values at least one, in any order; left as they are
   * @param share 0..1
   */
  public static double of(double[] values, double share) {
    if (values.length == 0) {
      throw new IllegalArgumentException("a quantile needs at least one value");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  /** The middle of {@code values}, of which there must be at least one. */
  public static double median(double[] values) {
    return of(values, 0.5);
  }
}
