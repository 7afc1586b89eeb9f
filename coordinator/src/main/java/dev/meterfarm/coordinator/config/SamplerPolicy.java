package dev.meterfarm.coordinator.config;

/** How new configurations are chosen. */
public enum SamplerPolicy {
  /** Part prior, part where the forest is unsure. */
  ADAPTIVE("adaptive"),
  /** nn-Meter's way, as a baseline. */
  NN_METER("nn-meter"),
  /** Only from the prior, as a baseline. */
  PRIOR_ONLY("prior-only");

  private final String word;

  SamplerPolicy(String word) {
    this.word = word;
  }

  /** As it stands in files and flags. */
  public String word() {
    return word;
  }
}
