package dev.meterfarm.coordinator.fusion;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A saving with its interval, in nanoseconds. Two estimators whose weaknesses differ:
 *
 * <ul>
 *   <li>{@link #pairedMedian}: the median of the savings of single rounds. Drift cancels within a
 *       round. The interval lies between two order statistics (the sign test turned round), so it
 *       holds for any noise, but is as wide as the modes lie apart where a model has several
 *       speeds.
 *   <li>{@link #lowQuantiles}: the same sum over a low quantile of each model's rounds. Neighbours
 *       and slow modes only ever add time, so the fast end is where models can be compared most
 *       sharply: TFLite's own matrix product jumps between 18 and 25 us from run to run, while its
 *       10th percentile stays within 0.2 us. The deviations of the four quantiles, each between
 *       order statistics, are added as if independent; drift that they share only makes that wider
 *       than need be.
 * </ul>
 */
record SavingEstimate(double saving, double low, double high) {
  private static final double SHARE = 0.15;

  /** The estimate by the median of the rounds' savings. */
  static SavingEstimate pairedMedian(PairedRounds rounds, double error) {
    List<Double> savings = new ArrayList<>(rounds.savings());
    Collections.sort(savings);
    int n = savings.size();
    int rank = rankBelow(n, 0.5, error / 2);
    return new SavingEstimate(
        PairedRounds.median(savings),
        rank < 1 ? Double.NEGATIVE_INFINITY : savings.get(rank - 1),
        rank < 1 ? Double.POSITIVE_INFINITY : savings.get(n - rank));
  }

  /** The estimate by a low quantile of each series. */
  static SavingEstimate lowQuantiles(PairedRounds rounds, double error) {
    Quantile op1 = Quantile.of(rounds.op1(), error);
    Quantile op2 = Quantile.of(rounds.op2(), error);
    Quantile block = Quantile.of(rounds.block(), error);
    Quantile idle = Quantile.of(rounds.idle(), error);
    double saving = op1.value + op2.value - block.value - idle.value;
    return new SavingEstimate(
        saving,
        saving - norm(op1.below, op2.below, block.above, idle.above),
        saving + norm(op1.above, op2.above, block.below, idle.below));
  }

  /** The low quantile of a series, by which models are compared. */
  static double level(List<Double> series) {
    return Quantile.of(series, 0.5).value;
  }

  private static double norm(double... deviations) {
    double squares = 0;
    for (double deviation : deviations) {
      squares += deviation * deviation;
    }
    return Math.sqrt(squares);
  }

  /** A quantile, and how far the ends of its interval lie below and above. */
  private record Quantile(double value, double below, double above) {
    static Quantile of(List<Double> series, double error) {
      List<Double> sorted = new ArrayList<>(series);
      Collections.sort(sorted);
      int n = sorted.size();
      double position = SHARE * (n - 1);
      int floor = (int) position;
      double next = sorted.get(Math.min(n - 1, floor + 1));
      double value = sorted.get(floor) + (position - floor) * (next - sorted.get(floor));
      // The fast end is bounded, so the smallest value serves where no rank lies low enough.
      int low = Math.max(1, rankBelow(n, SHARE, error / 2));
      int high = n + 1 - rankBelow(n, 1 - SHARE, error / 2);
      return new Quantile(
          value,
          value - sorted.get(low - 1),
          high > n ? Double.POSITIVE_INFINITY : sorted.get(high - 1) - value);
    }
  }

  /**
   * The largest rank whose order statistic lies above the quantile of {@code share} with a chance
   * of at most {@code error}, by the binomial distribution; 0 where there is none.
   */
  static int rankBelow(int n, double share, double error) {
    double chance = Math.pow(1 - share, n);
    double atMost = chance;
    int rank = 0;
    while (rank < n && atMost <= error) {
      rank++;
      chance *= (double) (n - rank + 1) / rank * share / (1 - share);
      atMost += chance;
    }
    return rank;
  }
}
