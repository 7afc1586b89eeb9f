package dev.meterfarm.coordinator.learning;

import dev.meterfarm.coordinator.learning.ConvergenceVerdict.State;
import java.util.List;
import java.util.Locale;

/**
 * The written definition of "converged" for one kernel family. In this order:
 *
 * <ol>
 *   <li>GOAL_REACHED: the share of frozen test points within 10 % is at least the goal.
 *   <li>NOISY_LABELS: it is at least what labels as noisy as these let a perfect predictor show,
 *       the mean over the points of {@code P(|N(0, sigma)| <= 10 %)}. What a predictor gains beyond
 *       that nobody can see, so this is no verdict on the predictor.
 *   <li>INSIDE_NOISE: compared with the latest round that had at most {@code 1 / growth} of today's
 *       samples, neither the share within 10 % nor the mean absolute error (each point cut at 50 %)
 *       has improved by more than {@code negligible} or by more than its own noise, seen point by
 *       point: the lower end of the one-sided 90 % interval of the paired difference is not above
 *       0.
 *   <li>BUDGET_USED: there is no budget for another round.
 *   <li>CONTINUE otherwise, and always before there are two rounds that far apart.
 * </ol>
 *
 * @param goal wanted share within 10 %, 0..1
 * @param growth how many times as many samples a round needs before it is compared, above 1
 * @param negligible improvement of either figure that is not worth another round, 0.01 for one
 *     percentage point
 */
public record ConvergenceRule(double goal, double growth, double negligible) {
  /** 95 % within 10 %, rounds compared after half as many samples again, 0.5 points negligible. */
  public static final ConvergenceRule DEFAULT = new ConvergenceRule(0.95, 1.5, 0.005);

  /** One-sided 90 % quantile of the normal distribution. */
  private static final double Z90 = 1.2816;

  /** Larger errors count like this one, so that one wild point does not decide. */
  private static final double CUT = 0.5;

  public ConvergenceRule {
    if (!(goal > 0 && goal <= 1 && growth > 1 && negligible >= 0)) {
      throw new IllegalArgumentException(
          "a convergence rule needs goal in (0, 1], growth > 1, negligible >= 0, but has "
              + goal
              + ", "
              + growth
              + ", "
              + negligible);
    }
  }

  /**
   * Decides after a round.
   *
   * @param rounds all rounds so far, oldest first, on the same frozen test points
   * @param labelSigmas relative standard deviation of each frozen label
   * @param budgetLeft whether another round could be measured
   */
  public ConvergenceVerdict decide(
      List<RoundErrors> rounds, double[] labelSigmas, boolean budgetLeft) {
    if (rounds.isEmpty() || rounds.get(0).points() == 0) {
      return budgetLeft
          ? new ConvergenceVerdict(State.CONTINUE, "nothing to compare yet")
          : new ConvergenceVerdict(State.BUDGET_USED, "budget used before the first round");
    }
    RoundErrors now = rounds.get(rounds.size() - 1);
    if (now.within10() >= goal) {
      return new ConvergenceVerdict(
          State.GOAL_REACHED,
          text("%.1f %% within 10 %% reach the goal of %.1f %%", 100 * now.within10(), 100 * goal));
    }
    double ceiling = labelCeiling(labelSigmas);
    if (now.within10() >= ceiling) {
      return new ConvergenceVerdict(
          State.NOISY_LABELS,
          text(
              "%.1f %% within 10 %%, and on labels that repeat no better than these a perfect predictor"
                  + " would show %.1f %%; the goal of %.1f %% cannot be seen from here",
              100 * now.within10(), 100 * ceiling, 100 * goal));
    }
    RoundErrors then = comparable(rounds, now);
    if (then != null) {
      Gain hits = hits(then, now);
      Gain error = error(then, now);
      if (!hits.sure(negligible) && !error.sure(negligible)) {
        return new ConvergenceVerdict(
            State.INSIDE_NOISE,
            text(
                "from %d to %d samples within-10 moved by %+.1f points (noise %.1f) and the mean"
                    + " error by %+.1f points (noise %.1f)",
                then.samples(),
                now.samples(),
                100 * hits.mean(),
                100 * hits.noise(),
                -100 * error.mean(),
                100 * error.noise()));
      }
    }
    if (!budgetLeft) {
      return new ConvergenceVerdict(
          State.BUDGET_USED,
          text(
              "budget used at %.1f %% within 10 %%, goal %.1f %%",
              100 * now.within10(), 100 * goal));
    }
    return new ConvergenceVerdict(
        State.CONTINUE,
        then == null ? "too few rounds to compare" : "the last rounds still brought a sure gain");
  }

  /**
   * The share within 10 % that counts as the goal on labels with this noise, 0..1.
   *
   * @param labelSigmas relative standard deviation of each frozen label
   */
  public double reachable(double[] labelSigmas) {
    return Math.min(goal, labelCeiling(labelSigmas));
  }

  /** Share within 10 % that a perfect predictor would show on labels with this noise. */
  static double labelCeiling(double[] labelSigmas) {
    double sum = 0;
    for (double sigma : labelSigmas) {
      sum += sigma > 0 ? erf(0.10 / (sigma * Math.sqrt(2))) : 1;
    }
    return labelSigmas.length == 0 ? 1 : sum / labelSigmas.length;
  }

  private RoundErrors comparable(List<RoundErrors> rounds, RoundErrors now) {
    RoundErrors found = null;
    for (RoundErrors round : rounds) {
      if (round.samples() * growth <= now.samples()) {
        found = round;
      }
    }
    return found;
  }

  private static Gain hits(RoundErrors then, RoundErrors now) {
    double[] gains = new double[now.points()];
    for (int i = 0; i < gains.length; i++) {
      gains[i] = hit(now.absolute(i)) - hit(then.absolute(i));
    }
    return Gain.of(gains);
  }

  private static double hit(double absolute) {
    return absolute <= 0.10 + 1e-12 ? 1 : 0;
  }

  private static Gain error(RoundErrors then, RoundErrors now) {
    double[] gains = new double[now.points()];
    for (int i = 0; i < gains.length; i++) {
      gains[i] = Math.min(CUT, then.absolute(i)) - Math.min(CUT, now.absolute(i));
    }
    return Gain.of(gains);
  }

  /** Abramowitz and Stegun 7.1.26; absolute error below 1.5e-7. */
  private static double erf(double x) {
    double t = 1 / (1 + 0.3275911 * x);
    double poly =
        ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592)
            * t;
    return 1 - poly * Math.exp(-x * x);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** Mean of a paired difference and the half-width of its one-sided 90 % interval. */
  private record Gain(double mean, double noise) {
    static Gain of(double[] gains) {
      double mean = 0;
      for (double gain : gains) {
        mean += gain / gains.length;
      }
      double squares = 0;
      for (double gain : gains) {
        squares += (gain - mean) * (gain - mean);
      }
      double variance = squares / Math.max(1, gains.length - 1);
      return new Gain(mean, Z90 * Math.sqrt(variance / gains.length));
    }

    boolean sure(double negligible) {
      return mean > negligible && mean > noise;
    }
  }
}
