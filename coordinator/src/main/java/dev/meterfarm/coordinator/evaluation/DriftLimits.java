package dev.meterfarm.coordinator.evaluation;

import java.util.Map;

/**
 * When a spell counts as bad.
 *
 * <p>How much a reference model may stray depends on what its readings say about other models.
 * Measured on three campaigns of ten minutes beside busy neighbours: while the two models that fit
 * into the core's own cache were at their baseline, the one bound by memory was 15 % to 150 %
 * slower half of the time, and kernels up to 16 MB did not notice: 1 % of their labels were more
 * than 10 % over their least, as in calm spells.
 *
 * @param usual of a reference model that has no limit of its own
 * @param own by a reference model's name
 * @param baselineQuantile which low quantile of a model's readings is its baseline, 0..1
 */
public record DriftLimits(Limit usual, Map<String, Limit> own, double baselineQuantile) {
  /**
   * 8 % for most models, 10 % for one, over the 10th percentile; 50 % and 100 % for the one that
   * shows what neighbours do to memory.
   */
  public static final DriftLimits DEFAULT =
      new DriftLimits(new Limit(0.08, 0.10), Map.of("memory", new Limit(0.5, 1)), 0.10);

  /**
   * Relative excess over the baseline.
   *
   * @param among what counts where most reference models show as much
   * @param alone what counts where one reference model shows it
   */
  public record Limit(double among, double alone) {
    public Limit {
      if (!(among > 0 && alone >= among)) {
        throw new IllegalArgumentException(
            "a drift limit needs 0 < among <= alone, but is " + among + ", " + alone);
      }
    }
  }

  public DriftLimits {
    own = Map.copyOf(own);
    if (!(baselineQuantile >= 0 && baselineQuantile <= 0.5)) {
      throw new IllegalArgumentException(
          "a baseline quantile must be 0..0.5, but is " + baselineQuantile);
    }
  }

  /** The limit of a reference model. */
  Limit of(String model) {
    return own.getOrDefault(model, usual);
  }
}
