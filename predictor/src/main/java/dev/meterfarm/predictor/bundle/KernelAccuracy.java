package dev.meterfarm.predictor.bundle;

/**
 * How well a family's frozen test set was predicted. Percents are 0..100; NaN where a figure was
 * not measured.
 *
 * @param testSamples how many kernels the test set has
 * @param within5Percent percent of them within 5 %
 * @param within10Percent percent of them within 10 %
 * @param rmspePercent root mean square percentage error
 * @param genericWithin10Percent percent of them that the generic model has within 10 %
 */
public record KernelAccuracy(
    int testSamples,
    double within5Percent,
    double within10Percent,
    double rmspePercent,
    double genericWithin10Percent) {

  /** No test set. */
  public static KernelAccuracy none() {
    return new KernelAccuracy(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
  }
}
