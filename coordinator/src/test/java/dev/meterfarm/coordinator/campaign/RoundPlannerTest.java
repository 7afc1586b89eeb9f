package dev.meterfarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoundPlannerTest {
  @Test
  void a_round_that_is_cut_short_leaves_every_family_its_part() {
    List<String> round =
        RoundPlanner.mixed(List.of(List.of("a", "a", "a", "a"), List.of("b", "b"), List.of("c")));

    assertThat(round).containsExactly("a", "b", "a", "c", "a", "b", "a");
  }
}
