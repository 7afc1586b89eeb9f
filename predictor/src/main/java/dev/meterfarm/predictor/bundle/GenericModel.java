package dev.meterfarm.predictor.bundle;

import dev.meterfarm.predictor.features.KernelWork;

/**
 * What a kernel without a predictor of its own costs: a straight line in bytes and FLOPs, fitted on
 * the target's samples.
 *
 * @param fixedNanos ns of a kernel that does nothing, at least 0
 * @param nanosPerByte ns per byte read or written, at least 0
 * @param nanosPerFlop ns per floating-point operation, at least 0
 * @param relativeSigma standard deviation of its relative error, at least 0
 */
public record GenericModel(
    double fixedNanos, double nanosPerByte, double nanosPerFlop, double relativeSigma) {
  private static final double LEAST_NANOS = 1;

  public GenericModel {
    double[] all = {fixedNanos, nanosPerByte, nanosPerFlop, relativeSigma};
    for (double one : all) {
      if (!(one >= 0) || Double.isInfinite(one)) {
        throw new IllegalArgumentException(
            "a generic model's coefficients are finite and >= 0, but one is " + one);
      }
    }
  }

  /** The time of this work in ns; at least 1, because no kernel is free. */
  public double nanos(KernelWork work) {
    return Math.max(
        LEAST_NANOS, fixedNanos + nanosPerByte * work.bytes() + nanosPerFlop * work.flops());
  }
}
