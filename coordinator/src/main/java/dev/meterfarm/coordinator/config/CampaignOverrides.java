package dev.meterfarm.coordinator.config;

import java.util.List;
import java.util.Optional;

/**
 * What flags say, as typed: it is checked together with the file. An empty list or value leaves
 * what the file says.
 *
 * @param targets {@code --target}, replaces the file's list
 * @param budget {@code --budget}
 * @param seed {@code --seed}
 * @param kernels {@code --kernels}, replaces the file's list
 * @param models {@code --models}
 * @param evaluate {@code --evaluate}
 * @param out {@code --out}
 */
public record CampaignOverrides(
    List<String> targets,
    Optional<String> budget,
    Optional<String> seed,
    List<String> kernels,
    Optional<String> models,
    Optional<String> evaluate,
    Optional<String> out) {
  /** No flags. */
  public static final CampaignOverrides NONE =
      new CampaignOverrides(
          List.of(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  public CampaignOverrides {
    targets = List.copyOf(targets);
    kernels = List.copyOf(kernels);
  }
}
