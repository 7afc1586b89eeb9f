package dev.meterfarm.agent.openvino;

import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.measurement.SampleStatistics;
import java.util.List;

/**
 * What one process of the tool says about the runs of its model. What it does not tell is NaN.
 *
 * @param runs how many timed runs
 * @param resolutionNanos the step of the last printed digit
 */
record Latencies(
    long runs,
    double medianNanos,
    double meanNanos,
    double minNanos,
    double maxNanos,
    double resolutionNanos) {

  /** Which statistic serves as the label: the smallest run where it is told. */
  LabelStatistic labelStatistic() {
    return Double.isNaN(minNanos) ? LabelStatistic.MEDIAN : LabelStatistic.MINIMUM;
  }

  double value(LabelStatistic statistic) {
    return statistic == LabelStatistic.MINIMUM ? minNanos : medianNanos;
  }

  /**
   * The statistics of several processes together; a median of medians would be none, so only that
   * of a single process is told.
   */
  static SampleStatistics pooled(List<Latencies> all) {
    long runs = 0;
    double sum = 0;
    double min = Double.POSITIVE_INFINITY;
    for (Latencies each : all) {
      runs += each.runs;
      sum += each.runs * each.meanNanos;
      min = Math.min(min, each.minNanos);
    }
    return new SampleStatistics(
        (int) Math.min(Integer.MAX_VALUE, runs),
        min,
        Double.NaN,
        Double.NaN,
        all.size() == 1 ? all.get(0).medianNanos : Double.NaN,
        Double.NaN,
        sum / runs,
        Double.NaN);
  }
}
