package dev.meterfarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meterfarm.coordinator.learning.ConvergenceVerdict;
import dev.meterfarm.coordinator.learning.LearningCurve;
import dev.meterfarm.coordinator.result.AccuracyForecast;
import dev.meterfarm.coordinator.result.AccuracyForecast.State;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccuracyOutlookTest {
  private static final KernelFamily CONV = KernelFamily.CONV;

  /** Misses 20 % at 100 samples and 10 % at 400. */
  private static final LearningCurve HALVING = new LearningCurve(Math.log(2), 0.5, 0.1);

  @Test
  void the_next_ten_percent_are_expected_after_the_missing_samples_and_two_rounds() {
    AccuracyOutlook outlook = outlook(Duration.ofMinutes(30), false);

    AccuracyForecast forecast = outlook.forecast(CONV, going(0.84, HALVING, 0.95));

    // 400 samples are needed, 200 are planned, and each minute plans 50 more.
    assertThat(forecast.state()).isEqualTo(State.EXPECTED);
    assertThat(forecast.wantedPercent()).isEqualTo(90);
    assertThat(forecast.inSeconds()).isCloseTo(4 * 60 + 2 * 60, within(0.01));
    assertThat(forecast.inJobs()).isNaN();
    assertThat(forecast.words()).isEqualTo("90 % in about 6 min");
  }

  @Test
  void what_the_budget_does_not_allow_is_said() {
    AccuracyOutlook outlook = outlook(Duration.ofMinutes(7), false);

    AccuracyForecast forecast = outlook.forecast(CONV, going(0.84, HALVING, 0.95));

    assertThat(forecast.state()).isEqualTo(State.NOT_IN_BUDGET);
    assertThat(forecast.inSeconds()).isNaN();
    assertThat(forecast.atEndPercent()).isBetween(85.0, 89.9);
    assertThat(forecast.words()).startsWith("90 % not expected within the budget (8");
  }

  @Test
  void a_budget_of_jobs_is_answered_in_jobs() {
    AccuracyOutlook outlook = outlook(Duration.ofMinutes(30), true);

    AccuracyForecast forecast = outlook.forecast(CONV, going(0.84, HALVING, 0.95));

    assertThat(forecast.words()).isEqualTo("90 % in about 180 jobs");
  }

  @Test
  void the_mark_is_never_above_the_goal() {
    AccuracyOutlook outlook = outlook(Duration.ofHours(2), false);

    assertThat(outlook.forecast(CONV, going(0.91, HALVING, 0.95)).wantedPercent()).isEqualTo(95);
    assertThat(outlook.forecast(CONV, going(0.60, HALVING, 0.95)).wantedPercent()).isEqualTo(70);
  }

  @Test
  void a_curve_that_does_not_fall_promises_nothing() {
    AccuracyOutlook outlook = outlook(Duration.ofMinutes(30), false);
    LearningCurve flat = new LearningCurve(Math.log(0.2), 0.05, 0.1);

    assertThat(outlook.forecast(CONV, going(0.8, flat, 0.95)).words())
        .isEqualTo("no more gain seen");
    assertThat(
            outlook.forecast(
                CONV,
                new Standing(
                    ConvergenceVerdict.State.CONTINUE, Optional.empty(), Double.NaN, 0.95)))
        .isEqualTo(AccuracyForecast.UNKNOWN);
    assertThat(
            outlook
                .forecast(
                    CONV,
                    new Standing(
                        ConvergenceVerdict.State.GOAL_REACHED, Optional.of(HALVING), 0.96, 0.95))
                .state())
        .isEqualTo(State.REACHED);
    AccuracyForecast noisy =
        outlook.forecast(
            CONV,
            new Standing(ConvergenceVerdict.State.NOISY_LABELS, Optional.of(HALVING), 0.6, 0.25));
    assertThat(noisy.state()).isEqualTo(State.NOISY_LABELS);
    assertThat(noisy.words()).contains("too noisy").doesNotContain("reached");
  }

  @Test
  void rounds_that_an_earlier_start_measured_tell_no_pace() {
    AccuracyOutlook outlook = new AccuracyOutlook(BudgetPlan.of(Duration.ofMinutes(30)), false);
    outlook.mark(300, Map.of(CONV, 50));
    outlook.mark(300.1, Map.of(CONV, 100));
    outlook.mark(300.2, Map.of(CONV, 150));
    outlook.mark(360.2, Map.of(CONV, 200));

    AccuracyForecast forecast = outlook.forecast(CONV, going(0.84, HALVING, 0.95));

    assertThat(forecast.inSeconds()).isCloseTo(4 * 60 + 2 * 60, within(0.01));
  }

  /** A round a minute, each with 50 samples; 200 are planned. */
  private static AccuracyOutlook outlook(Duration budget, boolean countsJobs) {
    AccuracyOutlook outlook = new AccuracyOutlook(BudgetPlan.of(budget), countsJobs);
    for (int round = 1; round <= 4; round++) {
      outlook.mark(60.0 * round, Map.of(CONV, 50 * round));
    }
    return outlook;
  }

  private static Standing going(double now, LearningCurve curve, double reachable) {
    return new Standing(ConvergenceVerdict.State.CONTINUE, Optional.of(curve), now, reachable);
  }
}
