package dev.meterfarm.predictor.features;

/**
 * A rough lower envelope of a target's kernel times, by which labels are scaled before training: a
 * predictor learns the logarithm of latency over roofline. It may be off by a factor of two without
 * harm. After Williams et al., "Roofline", 2009, with the two terms added instead of their maximum
 * taken, so that it has no kink.
 *
 * @param fixedNanos time of a kernel that does nothing, in ns; above 0
 * @param nanosPerFlop ns per floating-point operation, at least 0
 * @param nanosPerByte ns per byte read or written, at least 0
 */
public record Roofline(double fixedNanos, double nanosPerFlop, double nanosPerByte) {
  public Roofline {
    if (!(fixedNanos > 0) || !(nanosPerFlop >= 0) || !(nanosPerByte >= 0)) {
      throw new IllegalArgumentException(
          "a roofline needs fixedNanos > 0 and rates >= 0, but has "
              + fixedNanos
              + ", "
              + nanosPerFlop
              + " and "
              + nanosPerByte);
    }
  }

  /** The time of this work in ns; always above 0. */
  public double nanos(KernelWork work) {
    return fixedNanos + nanosPerFlop * work.flops() + nanosPerByte * work.bytes();
  }
}
