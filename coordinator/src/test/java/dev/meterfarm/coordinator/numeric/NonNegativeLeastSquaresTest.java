package dev.meterfarm.coordinator.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class NonNegativeLeastSquaresTest {

  @Test
  void finds_known_coefficients_over_nine_decades() {
    Random random = new Random(1);
    double[] wanted = {5e5, 0, 2e-4, 3};
    double[][] rows = new double[40][4];
    double[] targets = new double[40];
    for (int r = 0; r < rows.length; r++) {
      double[] size = {1, 1e3, 1e9, 1e5};
      for (int i = 0; i < 4; i++) {
        rows[r][i] = random.nextDouble() * size[i];
      }
      targets[r] = RobustFit.dot(rows[r], wanted);
    }
    double[] found = NonNegativeLeastSquares.solve(rows, targets, ones(40));
    for (int i = 0; i < 4; i++) {
      assertThat(found[i]).isCloseTo(wanted[i], within(1e-4 * Math.max(1e-6, wanted[i])));
    }
  }

  @Test
  void keeps_a_coefficient_at_zero_that_would_be_negative() {
    double[][] rows = {{1, 1}, {1, 2}, {1, 3}};
    double[] found = NonNegativeLeastSquares.solve(rows, new double[] {3, 2, 1}, ones(3));
    assertThat(found[1]).isZero();
    assertThat(found[0]).isCloseTo(2, within(1e-9));
  }

  @Test
  void gives_zeros_without_rows_of_any_weight() {
    double[][] rows = {{1, 1}};
    assertThat(NonNegativeLeastSquares.solve(rows, new double[] {3}, new double[] {0}))
        .containsExactly(0, 0);
  }

  @Property(tries = 200)
  void no_small_step_inside_the_allowed_region_is_better(@ForAll long seed) {
    Random random = new Random(seed);
    int n = 1 + random.nextInt(5);
    double[][] rows = new double[n + random.nextInt(20)][n];
    double[] targets = new double[rows.length];
    for (int r = 0; r < rows.length; r++) {
      Arrays.setAll(rows[r], i -> random.nextGaussian());
      targets[r] = random.nextGaussian();
    }
    double[] x = NonNegativeLeastSquares.solve(rows, targets, ones(rows.length));
    double least = squares(rows, targets, x);
    for (int i = 0; i < n; i++) {
      assertThat(x[i]).isNotNegative();
      for (double step : new double[] {-1e-3, 1e-3}) {
        double[] moved = x.clone();
        moved[i] = Math.max(0, moved[i] + step);
        assertThat(squares(rows, targets, moved)).isGreaterThan(least - 1e-9);
      }
    }
  }

  @Test
  void a_robust_fit_is_not_pulled_away_by_wild_rows() {
    Random random = new Random(2);
    double[][] rows = new double[60][2];
    double[] targets = new double[60];
    for (int r = 0; r < rows.length; r++) {
      rows[r][0] = 1;
      rows[r][1] = random.nextDouble() * 10;
      targets[r] = 2 + 3 * rows[r][1] + 0.01 * random.nextGaussian() + (r % 10 == 0 ? 40 : 0);
    }
    double[] found = RobustFit.solve(rows, targets, ones(60));
    assertThat(found[0]).isCloseTo(2, within(0.05));
    assertThat(found[1]).isCloseTo(3, within(0.02));
  }

  private static double squares(double[][] rows, double[] targets, double[] x) {
    double sum = 0;
    for (int r = 0; r < rows.length; r++) {
      double residual = RobustFit.dot(rows[r], x) - targets[r];
      sum += residual * residual;
    }
    return sum;
  }

  private static double[] ones(int n) {
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    return ones;
  }
}
