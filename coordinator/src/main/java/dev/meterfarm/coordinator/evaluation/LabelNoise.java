package dev.meterfarm.coordinator.evaluation;

import dev.meterfarm.coordinator.numeric.Quantiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How well labels repeat. A label is the minimum of its visits (docs/measuring.md), so the visits
 * are split into two halves by turns, and the minima of the halves are compared. Stateless and
 * thread-safe.
 */
public final class LabelNoise {
  /** Standard deviation of a normal distribution over the median of its absolute values. */
  private static final double MEDIAN_TO_SIGMA = 1.4826;

  private LabelNoise() {}

  /**
   * Relative difference of the two halves of one label's visits; empty with fewer than two visits.
   *
   * @param visitNanos the label statistic of each visit in the order of time
   */
  public static OptionalDouble halvesDifference(double[] visitNanos) {
    if (visitNanos.length < 2) {
      return OptionalDouble.empty();
    }
    double even = Double.POSITIVE_INFINITY;
    double odd = Double.POSITIVE_INFINITY;
    for (int i = 0; i < visitNanos.length; i++) {
      if (i % 2 == 0) {
        even = Math.min(even, visitNanos[i]);
      } else {
        odd = Math.min(odd, visitNanos[i]);
      }
    }
    return OptionalDouble.of(Math.abs(even - odd) / Math.min(even, odd));
  }

  /**
   * Relative standard deviation of the labels, from all labels with two visits or more: the median
   * difference of the halves, as a standard deviation, over the square root of two because a
   * difference has the noise of both. That is the noise of half the visits, so a little more than
   * that of the label. Empty where no label has two visits.
   */
  public static OptionalDouble relativeSigma(Collection<double[]> visits) {
    double[] differences = differences(visits);
    return differences.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(MEDIAN_TO_SIGMA * Quantiles.median(differences) / Math.sqrt(2));
  }

  /**
   * Share of the things measured twice or more whose own repeat agrees within {@code limit}, 0..1:
   * what no predictor can be shown to exceed. Empty where nothing was measured twice.
   */
  public static OptionalDouble repeatAgreement(Collection<double[]> visits, double limit) {
    double[] differences = differences(visits);
    return differences.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            (double) Arrays.stream(differences).filter(d -> d <= limit).count()
                / differences.length);
  }

  private static double[] differences(Collection<double[]> visits) {
    List<Double> all = new ArrayList<>();
    for (double[] of : visits) {
      halvesDifference(of).ifPresent(all::add);
    }
    return all.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
