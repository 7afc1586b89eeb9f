package dev.meterfarm.coordinator.sampling;

import dev.meterfarm.coordinator.learning.TrainingSample;
import dev.meterfarm.predictor.features.FeatureSchema;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.List;
import java.util.Random;

/**
 * A device that exists in arithmetic only: a matrix product in tiles of 6 by 16 whose speed falls
 * where the operands leave the first and the second cache, with a cost per tile row and noise on
 * each label. In the manner of XNNPACK's convolutions.
 */
final class StaircaseDevice {
  private static final double NOISE = 0.01;

  private StaircaseDevice() {}

  /** A labelled sample; the noise follows from the configuration alone. */
  static TrainingSample measure(KernelConfiguration configuration) {
    double noise = 1 + NOISE * new Random(configuration.hash().hashCode()).nextGaussian();
    return new TrainingSample(
        configuration.features(),
        configuration.work(),
        nanos(configuration) * noise,
        NOISE,
        1,
        configuration.hash());
  }

  static double nanos(KernelConfiguration configuration) {
    List<String> names = FeatureSchema.of(configuration.family()).names();
    if (configuration.family() == KernelFamily.CONV
        || configuration.family() == KernelFamily.CONV_1X1) {
      double m = feature(configuration, names, "m");
      double k = feature(configuration, names, "k");
      double n = feature(configuration, names, "n");
      double tiles = Math.ceil(m / 6) * Math.ceil(n / 16);
      double panel = 4 * k * (6 + 16);
      double weights = 4 * k * n;
      double cache = (panel > 32e3 ? 1.35 : 1) * (weights > 1e6 ? 1.25 : 1);
      double wide = configuration.family() == KernelFamily.CONV ? 1.15 : 1;
      return 400 + tiles * (30 + 6 * 16 * 2 * k * 0.012 * cache * wide);
    }
    double bytes = configuration.work().bytes();
    return 300
        + bytes * (bytes > 1e6 ? 0.12 : bytes > 3e4 ? 0.06 : 0.03)
        + configuration.work().flops() * 0.05;
  }

  private static double feature(
      KernelConfiguration configuration, List<String> names, String name) {
    return configuration.features()[names.indexOf(name)];
  }
}
