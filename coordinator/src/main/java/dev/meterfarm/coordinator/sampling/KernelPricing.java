package dev.meterfarm.coordinator.sampling;

import dev.meterfarm.predictor.features.KernelWork;
import dev.meterfarm.predictor.features.Roofline;
import dev.meterfarm.predictor.kernels.KernelFamily;

/** What a kernel is thought to cost: by the roofline at first, by the forests once they exist. */
@FunctionalInterface
public interface KernelPricing {
  /** Latency in ns, above 0. */
  double nanos(KernelFamily family, float[] features, KernelWork work);

  /** Latency of a configuration in ns. */
  default double nanos(KernelConfiguration configuration) {
    return nanos(configuration.family(), configuration.features(), configuration.work());
  }

  /** The roofline's price. */
  static KernelPricing of(Roofline roofline) {
    return (family, features, work) -> roofline.nanos(work);
  }
}
