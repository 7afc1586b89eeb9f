package dev.meterfarm.protocol.measurement;

import dev.meterfarm.protocol.device.LabelStatistic;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Robust statistics of single runs, in nanoseconds. A statistic that a tool does not tell is NaN.
 *
 * @param runs how many timed runs, at least 1
 */
public record SampleStatistics(
    int runs,
    double minNanos,
    double p5Nanos,
    double p25Nanos,
    double medianNanos,
    double p95Nanos,
    double meanNanos,
    double standardDeviationNanos) {

  /**
   * The statistics of a series of runs; quantiles interpolate linearly between order statistics.
   *
   * @throws IllegalArgumentException if there is no run
   */
  public static SampleStatistics of(long[] runNanos) {
    if (runNanos.length == 0) {
      throw new IllegalArgumentException("statistics need at least one run");
    }
    long[] sorted = runNanos.clone();
    Arrays.sort(sorted);
    double mean = Arrays.stream(sorted).average().orElseThrow();
    double squares = Arrays.stream(sorted).mapToDouble(t -> (t - mean) * (t - mean)).sum();
    return new SampleStatistics(
        sorted.length,
        sorted[0],
        quantile(sorted, 0.05),
        quantile(sorted, 0.25),
        quantile(sorted, 0.5),
        quantile(sorted, 0.95),
        mean,
        sorted.length > 1 ? Math.sqrt(squares / (sorted.length - 1)) : 0);
  }

  private static double quantile(long[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  /** The value of one statistic; empty where the tool does not tell it. */
  public OptionalDouble value(LabelStatistic statistic) {
    double value =
        switch (statistic) {
          case MINIMUM -> minNanos;
          case PERCENTILE_5 -> p5Nanos;
          case PERCENTILE_25 -> p25Nanos;
          case MEDIAN -> medianNanos;
          case MEAN, SLOPE -> meanNanos;
        };
    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
