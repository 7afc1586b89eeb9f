package dev.meterfarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BudgetPlanTest {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  @Test
  void targets_that_take_turns_measure_what_half_the_time_allows() {
    BudgetPlan alone = BudgetPlan.of(Duration.ofMinutes(5));
    BudgetPlan turn = BudgetPlan.of(TEN_MINUTES, 2, 2);

    assertThat(turn.frozenLarge()).isEqualTo(alone.frozenLarge());
    assertThat(turn.evaluationVariants()).isEqualTo(alone.evaluationVariants());
    assertThat(turn.fusionSeconds()).isEqualTo(alone.fusionSeconds());
    assertThat(turn.totalSeconds()).isEqualTo((double) TEN_MINUTES.toSeconds());
  }

  @Test
  void targets_on_devices_of_their_own_only_wait_for_each_other_in_training() {
    BudgetPlan alone = BudgetPlan.of(TEN_MINUTES);
    BudgetPlan one = BudgetPlan.of(TEN_MINUTES, 1, 2);

    assertThat(one.frozenLarge()).isEqualTo(alone.frozenLarge());
    assertThat(one.fusionSeconds()).isEqualTo(alone.fusionSeconds());
    assertThat(one.closingSeconds()).isEqualTo(2 * alone.closingSeconds());
  }

  @Test
  void where_visits_are_costly_most_of_ten_minutes_goes_to_samples() {
    BudgetPlan plan = BudgetPlan.of(TEN_MINUTES).forCostlyVisits(1);
    double visit = 0.55;
    double frozen = 2 * visit * (5 * plan.frozenLarge() + 13 * plan.frozenSmall());
    double networks = plan.visits() * plan.networkSeconds();

    assertThat(plan.frozenVisits()).isEqualTo(1);
    BudgetPlan hour = BudgetPlan.of(Duration.ofHours(1)).forCostlyVisits(1);
    assertThat(hour.frozenVisits()).isEqualTo(hour.visits());
    assertThat(networks).isLessThanOrEqualTo(150);
    assertThat(plan.samplingEndsAt() - plan.fusionSeconds() - frozen - networks).isGreaterThan(200);
    assertThat(BudgetPlan.of(TEN_MINUTES).frozenVisits())
        .isEqualTo(BudgetPlan.of(TEN_MINUTES).visits());
  }

  @Test
  void a_budget_that_is_enough_for_one_but_not_for_two_is_refused_with_what_it_takes() {
    Duration three = Duration.ofMinutes(3);

    assertThatCode(() -> BudgetPlan.requireEnough(three, 1)).doesNotThrowAnyException();
    assertThatThrownBy(() -> BudgetPlan.requireEnough(three, 2))
        .isInstanceOfSatisfying(
            FarmException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.BUDGET_TOO_SMALL))
        .hasMessageContaining("180 s is too small")
        .hasMessageContaining("each of 2 targets")
        .hasMessageContaining("at least 240 s")
        .hasMessageContaining("600 s a complete one");
  }
}
