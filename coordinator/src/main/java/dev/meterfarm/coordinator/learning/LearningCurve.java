package dev.meterfarm.coordinator.learning;

import java.util.List;
import java.util.Optional;

/**
 * How the share of frozen tests that are missed by more than 10 % falls with the number of training
 * samples: {@code misses(n) = misses(1) * n^-slope}, a power law fitted to all rounds on
 * logarithmic scales. Each round weighs as much as its count of misses is sure (binomial).
 * Immutable.
 *
 * @param logMisses logarithm of the fitted share of misses at one sample
 * @param slope how fast misses fall; 0.5 halves them with four times the samples
 * @param slopeError standard error of the slope
 */
public record LearningCurve(double logMisses, double slope, double slopeError) {
  private static final int LEAST_ROUNDS = 3;

  /** Rounds closer together than this say nothing about the slope. */
  private static final double LEAST_GROWTH = 1.5;

  /**
   * Fits a curve.
   *
   * @param rounds the rounds of one family on the same frozen tests, oldest first
   * @return empty before there are three rounds, the last with half as many samples again as the
   *     first
   */
  public static Optional<LearningCurve> fit(List<RoundErrors> rounds) {
    if (rounds.size() < LEAST_ROUNDS
        || rounds.get(rounds.size() - 1).samples() < LEAST_GROWTH * rounds.get(0).samples()) {
      return Optional.empty();
    }
    double weights = 0;
    double meanX = 0;
    double meanY = 0;
    for (RoundErrors round : rounds) {
      weights += weight(round);
      meanX += weight(round) * Math.log(round.samples());
      meanY += weight(round) * Math.log(misses(round));
    }
    meanX /= weights;
    meanY /= weights;
    double squares = 0;
    double products = 0;
    for (RoundErrors round : rounds) {
      double x = Math.log(round.samples()) - meanX;
      squares += weight(round) * x * x;
      products += weight(round) * x * (Math.log(misses(round)) - meanY);
    }
    double gradient = products / squares;
    return Optional.of(
        new LearningCurve(meanY - gradient * meanX, -gradient, 1 / Math.sqrt(squares)));
  }

  /** Share of misses, with half a miss more so that none has a logarithm as well. */
  private static double misses(RoundErrors round) {
    return (round.points() * (1 - round.within10()) + 0.5) / (round.points() + 1);
  }

  /** One over the variance of the logarithm of a binomial share. */
  private static double weight(RoundErrors round) {
    double misses = misses(round);
    return misses * round.points() / (1 - misses);
  }

  /** Whether more samples help, as far as the rounds can tell. */
  public boolean falls() {
    return slope > slopeError;
  }

  /** Share of the frozen tests within 10 % with so many samples, 0..1. */
  public double within10(double samples) {
    return 1 - Math.min(1, Math.exp(logMisses - slope * Math.log(samples)));
  }

  /**
   * How many samples it takes for a share within 10 %. Only for a curve that {@link #falls}.
   *
   * @param within10 0..1, below 1
   */
  public double samplesFor(double within10) {
    return Math.exp((logMisses - Math.log(1 - within10)) / slope);
  }
}
