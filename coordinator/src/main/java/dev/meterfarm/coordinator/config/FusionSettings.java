package dev.meterfarm.coordinator.config;

/**
 * How surely a fusion rule must be known.
 *
 * @param confidence of a verdict, 0.5..1
 * @param maxRounds so often an undecided test case comes back at the most
 */
public record FusionSettings(double confidence, int maxRounds) {
  static final FusionSettings DEFAULT = new FusionSettings(0.95, 4);
}
