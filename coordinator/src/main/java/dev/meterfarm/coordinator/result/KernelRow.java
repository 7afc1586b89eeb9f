package dev.meterfarm.coordinator.result;

import dev.meterfarm.coordinator.learning.ConvergenceVerdict;
import java.util.List;

/**
 * One kernel family in the final table.
 *
 * @param family the family's word
 * @param samples training samples
 * @param testSize size of the frozen test set
 * @param within5Percent percent of the frozen test set predicted within 5 %
 * @param within10Percent the same within 10 %
 * @param rmspePercent root of the mean squared relative error, in percent
 * @param genericWithin10Percent the generic model on the same set
 * @param nnMeterWithin10Percent nn-Meter's features and raw target, learnt from the same samples,
 *     on the same set; NaN for families with little of the time
 * @param repeatWithin10Percent percent of the test labels whose own repeats agree within 10 %
 * @param timeShare share of the prior's time spent in this family, 0..1
 * @param learner which learner was chosen
 * @param forestScore cross-validated share within 10 % of the random forest, in percent
 * @param boostedScore the same for the boosted trees
 * @param beatsGeneric whether the forest is used, rather than the generic model
 * @param converged whether the convergence rule was met
 * @param convergence what the rule said last; null in results of older versions
 * @param why its reason, in words
 * @param history percent within 10 % after each round, oldest first
 * @param points measured and predicted nanoseconds of the frozen test set
 */
public record KernelRow(
    String family,
    int samples,
    int testSize,
    double within5Percent,
    double within10Percent,
    double rmspePercent,
    double genericWithin10Percent,
    double nnMeterWithin10Percent,
    double repeatWithin10Percent,
    double timeShare,
    String learner,
    double forestScore,
    double boostedScore,
    boolean beatsGeneric,
    boolean converged,
    ConvergenceVerdict.State convergence,
    String why,
    List<RoundScore> history,
    List<Point> points) {
  public KernelRow {
    history = List.copyOf(history);
    points = List.copyOf(points);
  }

  /** How learning ended, with the reason, for tables. */
  public String ending() {
    if (convergence == ConvergenceVerdict.State.NOISY_LABELS) {
      return "labels too noisy: " + why;
    }
    return (converged ? "converged: " : "open: ") + why;
  }

  /** Score after one round of training. */
  public record RoundScore(int round, int samples, double within10Percent) {}

  /** One configuration of the frozen test set. */
  public record Point(String name, double measuredNanos, double predictedNanos) {}
}
