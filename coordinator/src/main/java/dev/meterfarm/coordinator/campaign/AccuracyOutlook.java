package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.learning.ConvergenceVerdict;
import dev.meterfarm.coordinator.learning.LearningCurve;
import dev.meterfarm.coordinator.result.AccuracyForecast;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Forecasts the accuracy of kernel families: the learning curve says how many samples it takes, the
 * pace of the last rounds when they will be there. For the planning thread of a target.
 */
final class AccuracyOutlook {
  /** Marks on the way to the goal, in percent. */
  private static final int STEP = 10;

  /** A sample that is planned now is measured with the next round and trained on after it. */
  private static final double ROUNDS_TO_A_FOREST = 2;

  private static final int PACE_ROUNDS = 3;

  /** Rounds that an earlier start had measured come back at once and tell no pace. */
  private static final double LEAST_ROUND_SECONDS = 0.5;

  private record Mark(double usedSeconds, Map<KernelFamily, Integer> planned) {}

  private final BudgetPlan budget;
  private final boolean countsJobs;
  private final List<Mark> marks = new ArrayList<>();

  AccuracyOutlook(BudgetPlan budget, boolean countsJobs) {
    this.budget = budget;
    this.countsJobs = countsJobs;
  }

  /** Notes how many samples each family has, planned ones included, at the end of a round. */
  void mark(double usedSeconds, Map<KernelFamily, Integer> planned) {
    if (!marks.isEmpty()
        && usedSeconds - marks.get(marks.size() - 1).usedSeconds() < LEAST_ROUND_SECONDS) {
      marks.remove(marks.size() - 1);
    }
    marks.add(new Mark(usedSeconds, new EnumMap<>(planned)));
  }

  /** What is to be expected of a family after the last mark. */
  AccuracyForecast forecast(KernelFamily family, Standing standing) {
    if (standing.state() == ConvergenceVerdict.State.GOAL_REACHED) {
      return withoutFigures(AccuracyForecast.State.REACHED);
    }
    if (standing.state() == ConvergenceVerdict.State.NOISY_LABELS) {
      return withoutFigures(AccuracyForecast.State.NOISY_LABELS);
    }
    Optional<LearningCurve> curve = standing.curve();
    if (curve.isEmpty() || marks.size() < 2) {
      return AccuracyForecast.UNKNOWN;
    }
    if (standing.state() == ConvergenceVerdict.State.INSIDE_NOISE || !curve.get().falls()) {
      return withoutFigures(AccuracyForecast.State.LEVEL);
    }
    return forecast(family, standing, curve.get());
  }

  private static AccuracyForecast withoutFigures(AccuracyForecast.State state) {
    return new AccuracyForecast(state, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
  }

  private AccuracyForecast forecast(KernelFamily family, Standing standing, LearningCurve curve) {
    Mark last = marks.get(marks.size() - 1);
    Mark before = marks.get(Math.max(0, marks.size() - 1 - PACE_ROUNDS));
    double rounds = Math.min(PACE_ROUNDS, marks.size() - 1);
    double roundSeconds = (last.usedSeconds() - before.usedSeconds()) / rounds;
    int planned = last.planned().getOrDefault(family, 0);
    double perSecond =
        (planned - before.planned().getOrDefault(family, 0)) / (roundSeconds * rounds);
    double left = budget.samplingEndsAt() - last.usedSeconds() - roundSeconds;
    double atEnd = planned + perSecond * Math.max(0, left);
    double mark = mark(standing.within10(), standing.reachable());
    double missing = Math.max(0, curve.samplesFor(mark) - planned);
    double atEndPercent = 100 * curve.within10(atEnd);
    if (planned + missing > atEnd) {
      return new AccuracyForecast(
          AccuracyForecast.State.NOT_IN_BUDGET, 100 * mark, Double.NaN, Double.NaN, atEndPercent);
    }
    double seconds =
        Math.min(
            (missing > 0 ? missing / perSecond : 0) + ROUNDS_TO_A_FOREST * roundSeconds,
            budget.totalSeconds() - last.usedSeconds());
    return new AccuracyForecast(
        AccuracyForecast.State.EXPECTED,
        100 * mark,
        countsJobs ? Double.NaN : seconds,
        countsJobs ? Math.rint(seconds / BudgetPlan.JOB_SECONDS) : Double.NaN,
        atEndPercent);
  }

  /** The next full ten percent above now, but no more than can be reached. */
  private static double mark(double now, double reachable) {
    double next = STEP * (Math.floor(100 * now / STEP + 1e-9) + 1) / 100;
    return Math.min(next, reachable);
  }
}
