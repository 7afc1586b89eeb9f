package dev.meterfarm.coordinator.learning;

import dev.meterfarm.coordinator.numeric.Quantiles;
import dev.meterfarm.predictor.features.KernelWork;
import java.util.Collection;
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

  /** Used before anything is measured. */
  private static final WorkModel ASSUMED = new WorkModel(1000, 0.1, 0.05, 1);

  /**
   * The robust non-negative fit on logarithms, in which every family counts alike: whatever it will
   * price is of none of them.
   *
   * @param families the samples, family by family
   * @return {@link #ASSUMED} where there are too few
   */
  public static WorkModel fit(Collection<List<TrainingSample>> families) {
    double[] x = WorkLine.fit(families);
    if (x.length == 0) {
      return ASSUMED;
    }
    WorkModel model = new WorkModel(x[0], x[2], x[1], 0);
    double[] absolute =
        families.stream()
            .flatMap(List::stream)
            .mapToDouble(sample -> Math.abs(model.relativeError(sample)))
            .toArray();
    return new WorkModel(x[0], x[2], x[1], Quantiles.of(absolute, 0.9) / Z95);
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
