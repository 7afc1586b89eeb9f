package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.context.NetworkMeasurement;
import dev.meterfarm.coordinator.sampling.KernelPricing;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.predictor.context.ContextFeatures;
import dev.meterfarm.predictor.features.FeatureSchema;
import dev.meterfarm.predictor.features.KernelWork;
import dev.meterfarm.predictor.kernels.Kernel;
import dev.meterfarm.predictor.kernels.KernelDetector;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.predictor.kernels.KernelPlan;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** Prices whole networks kernel by kernel. Immutable and thread-safe. */
record NetworkPrices(KernelDetector detector, KernelPricing pricing) {

  /**
   * Which share of a network's time is in kernels of these families, 0..1; all where there is none.
   */
  double share(Set<KernelFamily> families, Graph graph) {
    if (families.isEmpty()) {
      return 1;
    }
    NetworkMeasurement priced = of(graph.name(), graph, 1);
    double wanted =
        families.stream()
            .mapToDouble(family -> priced.familyNanos().getOrDefault(family, 0.0))
            .sum();
    return wanted / priced.sumNanos();
  }

  /** A network's kernels, priced, beside its measured latency in ns. */
  NetworkMeasurement of(String name, Graph graph, double measuredNanos) {
    KernelPlan plan = detector.detect(graph);
    Map<KernelFamily, Double> families = new EnumMap<>(KernelFamily.class);
    double[] nanos = new double[plan.kernels().size()];
    for (int i = 0; i < nanos.length; i++) {
      Kernel kernel = plan.kernels().get(i);
      nanos[i] =
          pricing.nanos(
              kernel.family(),
              FeatureSchema.of(kernel.family()).extract(plan.graph(), kernel),
              KernelWork.of(plan.graph(), kernel));
      families.merge(kernel.family(), nanos[i], Double::sum);
    }
    ContextFeatures features = ContextFeatures.of(plan, nanos);
    return new NetworkMeasurement(
        name,
        measuredNanos,
        families,
        nanos.length,
        features.activationBytes(),
        features.weights());
  }
}
