package dev.meterfarm.coordinator.config;

/**
 * When a kernel has been sampled enough.
 *
 * @param within10Percent the goal: share of the frozen test set predicted within +-10 %, 0..1
 */
public record Convergence(double within10Percent) {
  static final Convergence DEFAULT = new Convergence(0.95);
}
