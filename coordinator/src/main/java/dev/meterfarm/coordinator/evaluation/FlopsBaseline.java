package dev.meterfarm.coordinator.evaluation;

import dev.meterfarm.coordinator.numeric.RobustFit;
import java.util.Arrays;

/**
 * The simplest rival: latency as a straight line in FLOPs, fitted on the calibration networks.
 *
 * @param fixedNanos latency of a network without work
 * @param nanosPerFlop slope
 */
public record FlopsBaseline(double fixedNanos, double nanosPerFlop) {

  /** The robust line of least relative error through networks' FLOPs and measured nanoseconds. */
  public static FlopsBaseline fit(double[] flops, double[] measuredNanos) {
    double[][] rows = new double[flops.length][];
    double[] ones = new double[flops.length];
    Arrays.fill(ones, 1);
    for (int i = 0; i < flops.length; i++) {
      rows[i] = new double[] {1 / measuredNanos[i], flops[i] / measuredNanos[i]};
    }
    double[] x = flops.length == 0 ? new double[2] : RobustFit.solve(rows, ones, ones);
    return new FlopsBaseline(x[0], x[1]);
  }

  /** The line's latency in nanoseconds. */
  public double nanos(double flops) {
    return fixedNanos + nanosPerFlop * flops;
  }
}
