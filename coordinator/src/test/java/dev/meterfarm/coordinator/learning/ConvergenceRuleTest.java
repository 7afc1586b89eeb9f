package dev.meterfarm.coordinator.learning;

import static dev.meterfarm.coordinator.learning.ConvergenceVerdict.State.BUDGET_USED;
import static dev.meterfarm.coordinator.learning.ConvergenceVerdict.State.CONTINUE;
import static dev.meterfarm.coordinator.learning.ConvergenceVerdict.State.GOAL_REACHED;
import static dev.meterfarm.coordinator.learning.ConvergenceVerdict.State.INSIDE_NOISE;
import static dev.meterfarm.coordinator.learning.ConvergenceVerdict.State.NOISY_LABELS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConvergenceRuleTest {
  private static final int POINTS = 150;
  private final ConvergenceRule rule = ConvergenceRule.DEFAULT;

  @Test
  void a_met_goal_ends_the_rounds() {
    ConvergenceVerdict verdict = rule.decide(List.of(round(100, 0.03, 1)), quiet(), true);
    assertThat(verdict.state()).isEqualTo(GOAL_REACHED);
    assertThat(verdict.converged()).isTrue();
    assertThat(verdict.sentence()).contains("reach the goal of 95.0 %");
  }

  @Test
  void what_noisy_labels_let_a_perfect_predictor_show_is_not_the_goal() {
    double[] noisy = noise(0.10);
    assertThat(ConvergenceRule.labelCeiling(noisy)).isCloseTo(0.6827, within(1e-3));
    for (boolean budgetLeft : List.of(true, false)) {
      ConvergenceVerdict verdict = rule.decide(List.of(round(100, 0.09, 1)), noisy, budgetLeft);
      assertThat(verdict.state()).isEqualTo(NOISY_LABELS);
      assertThat(verdict.converged()).isFalse();
      assertThat(verdict.sentence())
          .contains("a perfect predictor would show 68.3 %", "the goal of 95.0 % cannot be seen")
          .doesNotContain("reach");
    }
  }

  @Test
  void the_goal_is_reached_by_who_reaches_it_however_noisy_the_labels() {
    assertThat(rule.decide(List.of(round(100, 0.03, 1)), noise(0.10), true).state())
        .isEqualTo(GOAL_REACHED);
  }

  @Test
  void noisy_labels_end_nothing_before_a_predictor_shows_all_that_they_allow() {
    assertThat(rule.decide(List.of(round(100, 0.30, 1)), noise(0.10), true).state())
        .isEqualTo(CONTINUE);
  }

  @Test
  void one_round_is_never_enough_to_see_convergence() {
    assertThat(rule.decide(List.of(round(100, 0.2, 1)), quiet(), true).state()).isEqualTo(CONTINUE);
  }

  @Test
  void a_clear_gain_goes_on() {
    List<RoundErrors> rounds = List.of(round(100, 0.30, 1), round(200, 0.15, 2));
    assertThat(rule.decide(rounds, quiet(), true).state()).isEqualTo(CONTINUE);
  }

  @Test
  void a_gain_that_noise_could_have_made_is_convergence() {
    List<RoundErrors> rounds = List.of(round(100, 0.15, 2), round(200, 0.15, 1));
    ConvergenceVerdict verdict = rule.decide(rounds, quiet(), true);
    assertThat(verdict.state()).isEqualTo(INSIDE_NOISE);
    assertThat(verdict.converged()).isTrue();
    assertThat(verdict.sentence()).contains("from 100 to 200 samples");
  }

  @Test
  void noise_alone_asks_for_more_in_one_case_of_four_at_most() {
    int more = 0;
    for (int seed = 0; seed < 300; seed++) {
      List<RoundErrors> rounds = List.of(round(100, 0.15, 1000 + seed), round(200, 0.15, seed));
      more += rule.decide(rounds, quiet(), true).state() == CONTINUE ? 1 : 0;
    }
    assertThat(more).isLessThan(75);
  }

  @Test
  void rounds_with_hardly_more_samples_are_not_compared() {
    List<RoundErrors> rounds = List.of(round(100, 0.15, 1), round(110, 0.15, 2));
    assertThat(rule.decide(rounds, quiet(), true).state()).isEqualTo(CONTINUE);
  }

  @Test
  void a_used_up_budget_is_not_convergence() {
    ConvergenceVerdict verdict =
        rule.decide(List.of(round(100, 0.30, 1), round(200, 0.15, 2)), quiet(), false);
    assertThat(verdict.state()).isEqualTo(BUDGET_USED);
    assertThat(verdict.converged()).isFalse();
  }

  private static RoundErrors round(int samples, double sigma, long seed) {
    Random random = new Random(seed);
    double[] errors = new double[POINTS];
    Arrays.setAll(errors, i -> sigma * random.nextGaussian());
    return new RoundErrors(samples, errors);
  }

  private static double[] quiet() {
    return noise(0.01);
  }

  private static double[] noise(double sigma) {
    double[] sigmas = new double[POINTS];
    Arrays.fill(sigmas, sigma);
    return sigmas;
  }
}
