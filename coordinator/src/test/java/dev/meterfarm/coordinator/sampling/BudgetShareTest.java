package dev.meterfarm.coordinator.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BudgetShareTest {
  private final BudgetShare share = BudgetShare.DEFAULT;

  @Test
  void a_round_costs_what_it_may() {
    List<FamilyState> families =
        List.of(
            new FamilyState(KernelFamily.CONV, 0.6, Double.NaN, 0, 0.05, 1),
            new FamilyState(KernelFamily.DWCONV, 0.2, Double.NaN, 0, 0.02, 1),
            new FamilyState(KernelFamily.POOL, 0.02, Double.NaN, 0, 0.02, 1));
    Map<KernelFamily, Integer> counts = share.split(families, 60);
    double seconds =
        counts.get(KernelFamily.CONV) * 0.05
            + counts.get(KernelFamily.DWCONV) * 0.02
            + counts.get(KernelFamily.POOL) * 0.02;
    assertThat(seconds).isCloseTo(60, within(0.5));
    assertThat(counts.get(KernelFamily.CONV)).isGreaterThan(counts.get(KernelFamily.DWCONV));
    assertThat(counts.get(KernelFamily.POOL)).isGreaterThanOrEqualTo(40);
  }

  @Test
  void the_family_with_the_larger_error_gets_more() {
    Map<KernelFamily, Integer> counts =
        share.split(
            List.of(
                new FamilyState(KernelFamily.CONV, 0.3, 0.20, 200, 0.03, 1),
                new FamilyState(KernelFamily.CONV_1X1, 0.3, 0.10, 200, 0.03, 1)),
            20);
    assertThat(counts.get(KernelFamily.CONV))
        .isGreaterThan(2 * counts.getOrDefault(KernelFamily.CONV_1X1, 0));
  }

  @Test
  void a_family_of_less_interest_gets_less_but_not_nothing() {
    Map<KernelFamily, Integer> counts =
        share.split(
            List.of(
                new FamilyState(KernelFamily.CONV, 0.3, 0.10, 200, 0.03, 1),
                new FamilyState(KernelFamily.CONV_1X1, 0.3, 0.10, 200, 0.03, 0.5)),
            60);
    assertThat(counts.get(KernelFamily.CONV_1X1)).isPositive();
    assertThat(200 + counts.get(KernelFamily.CONV))
        .isCloseTo(2 * (200 + counts.get(KernelFamily.CONV_1X1)), within(2));
  }

  @Test
  void converged_families_and_those_without_time_get_none() {
    Map<KernelFamily, Integer> counts =
        share.split(
            List.of(
                new FamilyState(KernelFamily.CONV, 0.9, 0.05, 900, 0.03, 0),
                new FamilyState(KernelFamily.PAD, 0, Double.NaN, 0, 0.03, 1),
                new FamilyState(KernelFamily.POOL, 0.1, 0.2, 50, 0.03, 1)),
            3);
    assertThat(counts).containsOnlyKeys(KernelFamily.POOL);
    assertThat(counts.get(KernelFamily.POOL)).isEqualTo(100);
  }

  @Test
  void a_round_too_short_for_all_minima_serves_the_families_with_most_of_the_time() {
    Map<KernelFamily, Integer> counts =
        share.split(
            List.of(
                new FamilyState(KernelFamily.CONV, 0.80, Double.NaN, 0, 1, 1),
                new FamilyState(KernelFamily.FC, 0.15, Double.NaN, 0, 1, 1),
                new FamilyState(KernelFamily.POOL, 0.05, Double.NaN, 0, 1, 1)),
            100);
    assertThat(counts)
        .containsEntry(KernelFamily.CONV, 80)
        .containsEntry(KernelFamily.FC, 15)
        .containsEntry(KernelFamily.POOL, 5);
  }

  @Test
  void minima_that_exceed_the_round_are_cut_alike() {
    List<FamilyState> families =
        List.of(
            new FamilyState(KernelFamily.CONV, 0.5, Double.NaN, 0, 0.1, 1),
            new FamilyState(KernelFamily.FC, 0.5, Double.NaN, 0, 0.1, 1));
    assertThat(share.split(families, 4))
        .containsEntry(KernelFamily.CONV, 20)
        .containsEntry(KernelFamily.FC, 20);
  }
}
