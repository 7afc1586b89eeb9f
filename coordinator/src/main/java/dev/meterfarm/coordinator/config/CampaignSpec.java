package dev.meterfarm.coordinator.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Everything needed to produce one or more bundles.
 *
 * @param name for people, and part of the bundles' names
 * @param targets names of the targets to measure, at least one
 * @param budget how much it may spend
 * @param seed what all random choices derive from
 * @param kernels kernel families to predict; empty for all
 * @param models folder with the user's networks, which join the prior
 * @param evaluate folder with the user's networks, which join the evaluation
 * @param out where the ledger, the bundles and the report go
 * @param convergence when a kernel has been sampled enough
 * @param sampler how new configurations are chosen
 */
public record CampaignSpec(
    String name,
    List<String> targets,
    Budget budget,
    long seed,
    List<String> kernels,
    Optional<Path> models,
    Optional<Path> evaluate,
    Path out,
    Convergence convergence,
    SamplerPolicy sampler) {
  /** Where results go unless somebody says otherwise. */
  public static final Path USUAL_OUT = Path.of("meterfarm-out");

  public CampaignSpec {
    targets = List.copyOf(targets);
    kernels = List.copyOf(kernels);
  }
}
