package dev.meterfarm.coordinator.sampling;

/**
 * Which seeds of zoo variants serve what. The ranges never overlap, whatever the campaign's seed:
 * {@code purpose * 10^12 + (campaign seed mod 10^6) * 10^6 + index}.
 */
public enum SeedRange {
  /** Networks whose kernels are the prior: training batches and frozen kernel tests. */
  PRIOR(1),
  /** Networks on which the context term and the network baselines are fitted. */
  CALIBRATION(2),
  /** Networks that nothing is ever fitted on. */
  EVALUATION(3);

  private static final long PURPOSE = 1_000_000_000_000L;
  private static final int CAMPAIGNS = 1_000_000;
  private static final int INDICES = 1_000_000;

  private final int number;

  SeedRange(int number) {
    this.number = number;
  }

  /**
   * A seed of this range.
   *
   * @param campaignSeed the campaign's seed
   * @param index 0 to 999,999
   */
  public long seed(long campaignSeed, int index) {
    if (index < 0 || index >= INDICES) {
      throw new IllegalArgumentException("index must be 0..999999, but is " + index);
    }
    return number * PURPOSE + Math.floorMod(campaignSeed, (long) CAMPAIGNS) * INDICES + index;
  }

  /** True if a seed lies in this range. */
  public boolean contains(long seed) {
    return seed >= number * PURPOSE && seed < (number + 1) * PURPOSE;
  }
}
