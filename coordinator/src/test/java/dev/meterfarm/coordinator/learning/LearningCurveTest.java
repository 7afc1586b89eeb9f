package dev.meterfarm.coordinator.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearningCurveTest {
  private static final int TESTS = 1_000;

  @Test
  void a_power_law_is_found_again_and_says_what_a_goal_takes() {
    LearningCurve curve = LearningCurve.fit(rounds(1, 0.5, 25, 50, 100, 200)).orElseThrow();

    assertThat(curve.slope()).isCloseTo(0.5, within(0.02));
    assertThat(curve.falls()).isTrue();
    assertThat(curve.within10(400)).isCloseTo(0.95, within(0.005));
    assertThat(curve.samplesFor(0.95)).isCloseTo(400, within(25.0));
  }

  @Test
  void rounds_that_bring_nothing_give_a_curve_that_does_not_fall() {
    LearningCurve curve = LearningCurve.fit(rounds(0.2, 0, 100, 150, 200, 300)).orElseThrow();

    assertThat(curve.falls()).isFalse();
  }

  @Test
  void few_tests_do_not_make_a_small_gain_sure() {
    List<RoundErrors> few =
        List.of(errors(30, 24, 8), errors(40, 24, 8), errors(60, 24, 7), errors(80, 24, 7));

    assertThat(LearningCurve.fit(few).orElseThrow().falls()).isFalse();
  }

  @Test
  void two_rounds_or_rounds_close_together_tell_nothing() {
    assertThat(LearningCurve.fit(rounds(1, 0.5, 25, 50))).isEmpty();
    assertThat(LearningCurve.fit(rounds(1, 0.5, 100, 110, 120))).isEmpty();
  }

  @Test
  void rounds_without_a_single_miss_can_be_fitted() {
    LearningCurve curve =
        LearningCurve.fit(List.of(errors(10, 50, 9), errors(20, 50, 0), errors(40, 50, 0)))
            .orElseThrow();

    assertThat(curve.within10(80)).isBetween(0.95, 1.0);
  }

  private static List<RoundErrors> rounds(double misses, double slope, int... samples) {
    List<RoundErrors> rounds = new ArrayList<>();
    for (int n : samples) {
      rounds.add(errors(n, TESTS, (int) Math.round(TESTS * misses * Math.pow(n, -slope))));
    }
    return rounds;
  }

  private static RoundErrors errors(int samples, int tests, int misses) {
    double[] errors = new double[tests];
    Arrays.fill(errors, 0, misses, 0.3);
    return new RoundErrors(samples, errors);
  }
}
