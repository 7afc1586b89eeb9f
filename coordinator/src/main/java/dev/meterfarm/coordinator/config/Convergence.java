package dev.meterfarm.coordinator.config;

/**
 * When a kernel has been sampled enough.
 *
 * @param within10Percent the goal: share of the frozen test set predicted within +-10 %, 0..1
 * @param patienceRounds so many rounds without an improvement beyond the noise end it as well
 * @param maxSamplesPerKernel so many training samples end it in any case
 */
public record Convergence(double within10Percent, int patienceRounds, int maxSamplesPerKernel) {
  static final Convergence DEFAULT = new Convergence(0.95, 3, 10_000);
}
