package dev.meterfarm.coordinator.learning;

import java.util.Arrays;

/**
 * How one round's model did on the frozen test set. Immutable.
 *
 * <p>The errors of all rounds stand in the same order of test points, so that rounds can be
 * compared point by point.
 */
public final class RoundErrors {
  private final int samples;
  private final double[] relativeErrors;

  /**
   * One round.
   *
   * @param samples how many training samples the model had
   * @param relativeErrors predicted minus measured over measured, one per frozen test point
   */
  public RoundErrors(int samples, double... relativeErrors) {
    this.samples = samples;
    this.relativeErrors = relativeErrors.clone();
  }

  /** How many training samples the model had. */
  public int samples() {
    return samples;
  }

  /** How many test points there are. */
  public int points() {
    return relativeErrors.length;
  }

  /** Absolute relative error at one test point. */
  public double absolute(int point) {
    return Math.abs(relativeErrors[point]);
  }

  /** Root of the mean squared relative error, 0.1 for 10 %. */
  public double rmspe() {
    return Math.sqrt(Arrays.stream(relativeErrors).map(e -> e * e).sum() / relativeErrors.length);
  }

  /** Share of test points within 10 %, 0..1. */
  public double within10() {
    return (double) Arrays.stream(relativeErrors).filter(e -> Math.abs(e) <= 0.10 + 1e-12).count()
        / relativeErrors.length;
  }
}
