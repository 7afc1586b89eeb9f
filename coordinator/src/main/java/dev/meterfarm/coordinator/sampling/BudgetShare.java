package dev.meterfarm.coordinator.sampling;

import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Shares a round's device time over families so that networks' errors shrink most.
 *
 * <p>If a family's error is {@code c / sqrt(n)} and weighs as much as its share {@code w} of the
 * time, then the sum of {@code (w c)^2 / n} at a given total of {@code n k} seconds is least for
 * {@code n} in proportion to {@code w c / sqrt(k)} (Neyman's allocation with costs). Families below
 * that get what they lack; every family with a share of the time worth mentioning gets a minimum
 * first, because a family with ten samples has no forest at all. Where there is no time for these
 * minima, there are none: alike for all, they would leave the families with most of the time as
 * poor as the others.
 *
 * @param leastSamples the minimum, for families that carry at least {@code leastTimeShare}
 * @param leastTimeShare 0..1
 */
public record BudgetShare(int leastSamples, double leastTimeShare) {
  /** At least 40 samples for each family with a thousandth of the time. */
  public static final BudgetShare DEFAULT = new BudgetShare(40, 0.001);

  /** What a family's error is thought to be before there is a model, at the first samples. */
  private static final double FIRST_ERROR = 0.35;

  private static final int FIRST_SAMPLES = 25;
  private static final int HALVINGS = 60;

  /**
   * How many samples each family gets.
   *
   * @param seconds device time of the round
   * @return families that get none are left out
   */
  public Map<KernelFamily, Integer> split(List<FamilyState> families, double seconds) {
    double low = 0;
    double high = 1;
    int least = cost(families, 0, leastSamples) <= seconds ? leastSamples : 0;
    while (cost(families, high, least) < seconds && high < 1e12) {
      high *= 2;
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (cost(families, middle, least) < seconds) {
        low = middle;
      } else {
        high = middle;
      }
    }
    Map<KernelFamily, Integer> counts = new EnumMap<>(KernelFamily.class);
    for (FamilyState family : families) {
      int count = (int) Math.round(wanted(family, low, least));
      if (count > 0) {
        counts.put(family.family(), count);
      }
    }
    return counts;
  }

  private double cost(List<FamilyState> families, double scale, int minimum) {
    return families.stream()
        .mapToDouble(of -> wanted(of, scale, minimum) * of.secondsPerSample())
        .sum();
  }

  /** Samples that the family lacks at this scale. */
  private double wanted(FamilyState family, double scale, int minimum) {
    if (family.interest() == 0) {
      return 0;
    }
    double coefficient =
        Double.isNaN(family.error())
            ? FIRST_ERROR * Math.sqrt(FIRST_SAMPLES)
            : Math.min(1, family.error()) * Math.sqrt(Math.max(1, family.samples()));
    double weight = family.interest() * family.timeShare();
    double total = scale * weight * coefficient / Math.sqrt(family.secondsPerSample());
    double least = family.timeShare() >= leastTimeShare ? minimum : 0;
    return Math.max(0, Math.max(total, least) - family.samples());
  }
}
