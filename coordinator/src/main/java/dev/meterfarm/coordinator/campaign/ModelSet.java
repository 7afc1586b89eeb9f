package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.learning.TrainedKernel;
import dev.meterfarm.coordinator.learning.WorkModel;
import dev.meterfarm.coordinator.sampling.KernelPricing;
import dev.meterfarm.predictor.features.Roofline;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What was learnt up to some round. Immutable.
 *
 * @param roofline the target's roofline, which labels are scaled by
 * @param generic bytes and FLOPs alone, for everything without a forest
 * @param trained the forests
 * @param sampleHashes for each forest the samples that it was trained on, in order
 */
record ModelSet(
    Roofline roofline,
    WorkModel generic,
    Map<KernelFamily, TrainedKernel> trained,
    Map<KernelFamily, List<String>> sampleHashes) {
  ModelSet {
    Map<KernelFamily, TrainedKernel> copy = new EnumMap<>(KernelFamily.class);
    copy.putAll(trained);
    trained = Collections.unmodifiableMap(copy);
    sampleHashes = Map.copyOf(sampleHashes);
  }

  /** Prices by the forests of these families, and by the generic model where there is none. */
  KernelPricing used(Collection<KernelFamily> families) {
    return (family, features, work) -> {
      TrainedKernel kernel = families.contains(family) ? trained.get(family) : null;
      return kernel == null
          ? Math.max(1, generic.nanos(work))
          : kernel.nanos(features, work, roofline);
    };
  }
}
