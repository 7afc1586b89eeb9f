package dev.meterfarm.coordinator.sampling;

import dev.meterfarm.graph.zoo.Zoo;
import dev.meterfarm.predictor.features.Roofline;
import dev.meterfarm.predictor.kernels.KernelDetector;
import dev.meterfarm.predictor.rules.FusionRules;
import java.util.List;

/** Priors over the zoo for tests: a runtime that fuses nothing but what is baked in. */
final class ZooPriors {
  static final Roofline ROOFLINE = new Roofline(500, 0.02, 0.05);

  private ZooPriors() {}

  static KernelDetector detector() {
    return new KernelDetector(new FusionRules(List.of(), true));
  }

  static Prior prior(long campaignSeed, int mostNetworks) {
    return new Prior(
        detector(),
        NetworkStream.ofZoo(Zoo.families(), SeedRange.PRIOR, campaignSeed),
        KernelPricing.of(ROOFLINE),
        mostNetworks);
  }
}
