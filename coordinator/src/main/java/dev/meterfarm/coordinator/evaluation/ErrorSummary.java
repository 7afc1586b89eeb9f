package dev.meterfarm.coordinator.evaluation;

import dev.meterfarm.coordinator.numeric.Quantiles;
import java.util.Arrays;

/**
 * What a set of relative errors looks like.
 *
 * @param count how many errors; the other figures are NaN where it is 0
 * @param within5 share of errors of at most 5 %, 0..1
 * @param within10 share of errors of at most 10 %, 0..1
 * @param rmspe root of the mean squared relative error, 0.1 for 10 %
 * @param medianAbsolute median of the absolute relative errors
 * @param p90Absolute 90th percentile of the absolute relative errors
 * @param bias mean of the signed relative errors; positive where predictions are too slow
 */
public record ErrorSummary(
    int count,
    double within5,
    double within10,
    double rmspe,
    double medianAbsolute,
    double p90Absolute,
    double bias) {

  /** The summary of errors, each predicted minus measured over measured. */
  public static ErrorSummary ofErrors(double... relativeErrors) {
    int n = relativeErrors.length;
    if (n == 0) {
      return new ErrorSummary(
          0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
    double[] absolute = Arrays.stream(relativeErrors).map(Math::abs).toArray();
    return new ErrorSummary(
        n,
        share(absolute, 0.05),
        share(absolute, 0.10),
        Math.sqrt(Arrays.stream(absolute).map(e -> e * e).sum() / n),
        Quantiles.median(absolute),
        Quantiles.of(absolute, 0.9),
        Arrays.stream(relativeErrors).sum() / n);
  }

  /** The summary of predictions against measurements of the same things, in the same unit. */
  public static ErrorSummary of(double[] predicted, double[] measured) {
    double[] errors = new double[predicted.length];
    for (int i = 0; i < errors.length; i++) {
      errors[i] = relativeError(predicted[i], measured[i]);
    }
    return ofErrors(errors);
  }

  /** Predicted minus measured over measured. */
  public static double relativeError(double predicted, double measured) {
    if (!(measured > 0)) {
      throw new IllegalArgumentException("a measured latency must be > 0, but is " + measured);
    }
    return (predicted - measured) / measured;
  }

  private static double share(double[] absolute, double limit) {
    // A hair above the limit, so that an error of exactly 10 % is within 10 % in floating point.
    return (double) Arrays.stream(absolute).filter(e -> e <= limit + 1e-12).count()
        / absolute.length;
  }
}
