package dev.meterfarm.coordinator.sampling;

import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Configurations of one family that were drawn from the prior before any other and are never
 * trained on. Immutable.
 *
 * @param family the family
 * @param configurations no two alike
 */
public record FrozenTestSet(KernelFamily family, List<KernelConfiguration> configurations) {
  public FrozenTestSet {
    configurations = List.copyOf(configurations);
  }

  /** Draws it; where the prior has few configurations, at most a third of them. */
  public static FrozenTestSet draw(Prior prior, KernelFamily family, int count, Random random) {
    List<KernelConfiguration> drawn = prior.draw(family, count, Set.of(), random);
    int most = Math.min(drawn.size(), (prior.distinct(family) + 2) / 3);
    return new FrozenTestSet(family, drawn.subList(0, most));
  }

  /** The fingerprints that no training draw may have. */
  public Set<String> hashes() {
    return configurations.stream()
        .map(KernelConfiguration::hash)
        .collect(Collectors.toUnmodifiableSet());
  }
}
