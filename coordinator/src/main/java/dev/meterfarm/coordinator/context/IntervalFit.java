package dev.meterfarm.coordinator.context;

import dev.meterfarm.coordinator.numeric.Quantiles;
import java.util.List;

/**
 * How wide the interval of a prediction has to be, from networks that no fit has seen: split
 * conformal prediction, so that the interval holds for the next network with 90 %. Stateless and
 * thread-safe.
 */
public final class IntervalFit {
  /** With fewer networks the quantile is anybody's guess. */
  public static final int LEAST_NETWORKS = 10;

  private static final double COVERAGE = 0.9;
  private static final double Z90 = 1.645;

  private IntervalFit() {}

  /**
   * A network that was predicted with an interval of a preliminary width.
   *
   * @param measuredNanos above 0
   * @param predictedNanos above 0
   * @param highNanos upper end of its interval; the lower one is as far away, in logarithms
   */
  public record Predicted(double measuredNanos, double predictedNanos, double highNanos) {
    /** The variance of the context term at which the interval would just reach the measurement. */
    double neededVariance(double relativeSigma) {
      double error = Math.log(measuredNanos / predictedNanos) / Z90;
      double width = Math.log(highNanos / predictedNanos) / Z90;
      double kernels = width * width - relativeSigma * relativeSigma;
      return error * error - kernels;
    }
  }

  /**
   * The context term's relative sigma with which 90 % of networks like these lie in their
   * intervals; what their kernels contribute to the width stays as it is.
   *
   * @param networks at least {@link #LEAST_NETWORKS}
   * @param relativeSigma with which their intervals were made
   */
  public static double relativeSigma(List<Predicted> networks, double relativeSigma) {
    int n = networks.size();
    if (n < LEAST_NETWORKS) {
      throw new IllegalArgumentException("an interval needs networks, but there are " + n);
    }
    double[] variances =
        networks.stream().mapToDouble(network -> network.neededVariance(relativeSigma)).toArray();
    return Math.sqrt(Math.max(0, Quantiles.of(variances, Math.min(1, COVERAGE * (n + 1) / n))));
  }
}
