package dev.meterfarm.coordinator.evaluation;

/**
 * When a spell counts as bad.
 *
 * @param usual relative excess over the baseline that counts where most reference models show it
 * @param severe relative excess that counts where one reference model shows it
 * @param baselineQuantile which low quantile of a model's readings is its baseline, 0..1
 */
public record DriftLimits(double usual, double severe, double baselineQuantile) {
  /** 8 % for most models, 15 % for one, over the 10th percentile. */
  public static final DriftLimits DEFAULT = new DriftLimits(0.08, 0.15, 0.10);

  public DriftLimits {
    if (!(usual > 0 && severe >= usual && baselineQuantile >= 0 && baselineQuantile <= 0.5)) {
      throw new IllegalArgumentException(
          "drift limits need 0 < usual <= severe and a quantile in 0..0.5, but are "
              + usual
              + ", "
              + severe
              + ", "
              + baselineQuantile);
    }
  }
}
