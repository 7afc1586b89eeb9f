package dev.meterfarm.coordinator.learning;

import dev.meterfarm.coordinator.numeric.Quantiles;
import dev.meterfarm.coordinator.numeric.RobustFit;
import dev.meterfarm.predictor.features.KernelWork;
import java.util.Arrays;
import java.util.List;

/**
 * A straight line in bytes and FLOPs: what a kernel without a forest of its own costs.
 *
 * @param fixedNanos time of a kernel that does nothing, in ns, not negative
 * @param nanosPerByte ns per byte read or written, not negative
 * @param nanosPerFlop ns per floating-point operation, not negative
 * @param relativeSigma standard deviation of the relative error on the samples of the fit, as 90 %
 *     of them lie within 1.645 of it
 */
public record WorkModel(
    double fixedNanos, double nanosPerByte, double nanosPerFlop, double relativeSigma) {
  private static final double Z95 = 1.645;

  /**
   * The robust non-negative fit of least relative error.
   *
   * @param samples of any families, at least one
   */
  public static WorkModel fit(List<TrainingSample> samples) {
    double[][] rows = new double[samples.size()][];
    double[] ones = new double[samples.size()];
    Arrays.fill(ones, 1);
    for (int i = 0; i < rows.length; i++) {
      TrainingSample sample = samples.get(i);
      double label = sample.labelNanos();
      rows[i] =
          new double[] {1 / label, sample.work().bytes() / label, sample.work().flops() / label};
    }
    double[] x = RobustFit.solve(rows, ones, ones);
    WorkModel model = new WorkModel(x[0], x[1], x[2], 0);
    double[] absolute =
        samples.stream().mapToDouble(s -> Math.abs(model.relativeError(s))).toArray();
    return new WorkModel(x[0], x[1], x[2], Quantiles.of(absolute, 0.9) / Z95);
  }

  /** Predicted latency in ns. */
  public double nanos(KernelWork work) {
    return fixedNanos + nanosPerByte * work.bytes() + nanosPerFlop * work.flops();
  }

  /** Predicted minus measured over measured. */
  public double relativeError(TrainingSample sample) {
    return nanos(sample.work()) / sample.labelNanos() - 1;
  }
}
