package dev.meterfarm.predictor.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WeightCostTest {
  private static final KernelWeights MANY_SMALL = KernelWeights.of(300, 300, 300, 300);
  private static final KernelWeights ONE_LARGE = KernelWeights.of(100, 1000, 100);

  @Test
  void kernels_that_fit_alone_evict_each_other() {
    assertThat(MANY_SMALL.evicted(500)).isEqualTo(700);
  }

  @Test
  void what_never_fits_is_not_evicted() {
    // Alone: 100 + 500 + 100 are cached; together 500 are.
    assertThat(ONE_LARGE.evicted(500)).isEqualTo(200);
  }

  @Test
  void nothing_is_evicted_from_a_cache_that_holds_all_or_from_none() {
    assertThat(MANY_SMALL.evicted(1200)).isZero();
    assertThat(MANY_SMALL.evicted(0)).isZero();
  }

  @Test
  void each_basis_counts_its_own_bytes() {
    assertThat(new WeightCost(0.5, 500, WeightCost.Basis.KERNELS).nanos(ONE_LARGE))
        .isCloseTo(100, within(1e-9));
    assertThat(new WeightCost(0.5, 500, WeightCost.Basis.NETWORK).nanos(ONE_LARGE))
        .isCloseTo(350, within(1e-9));
    KernelWeights filled = KernelWeights.packed(new double[] {400, 400}, new double[] {400, 480});
    assertThat(new WeightCost(0.5, 500, WeightCost.Basis.PACKED).nanos(filled))
        .isCloseTo(190, within(1e-9));
    assertThat(new WeightCost(0.5, 500, WeightCost.Basis.KERNELS).nanos(filled))
        .isCloseTo(150, within(1e-9));
  }

  @Test
  void a_cost_is_never_negative() {
    assertThatThrownBy(() -> new WeightCost(-1, 0, WeightCost.Basis.KERNELS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nanosPerWeightByte");
  }
}
