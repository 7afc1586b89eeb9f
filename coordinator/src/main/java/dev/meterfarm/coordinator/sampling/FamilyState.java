package dev.meterfarm.coordinator.sampling;

import dev.meterfarm.predictor.kernels.KernelFamily;

/**
 * Where a family stands when the next round is planned.
 *
 * @param family the family
 * @param timeShare share of networks' time that it carries, 0..1
 * @param error relative error of its model now, 0.1 for 10 %; NaN before there is a model
 * @param samples training samples so far
 * @param secondsPerSample device time of one more sample, above 0
 * @param interest how much its error weighs beside that of others with the same share, 0..1; 0
 *     where more samples are of no use
 */
public record FamilyState(
    KernelFamily family,
    double timeShare,
    double error,
    int samples,
    double secondsPerSample,
    double interest) {

  public FamilyState {
    if (!(interest >= 0 && interest <= 1)) {
      throw new IllegalArgumentException("interest must be 0..1, but is " + interest);
    }
  }
}
