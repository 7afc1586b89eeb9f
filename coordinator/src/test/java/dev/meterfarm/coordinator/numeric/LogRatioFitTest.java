package dev.meterfarm.coordinator.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LogRatioFitTest {
  private static final Offset<Double> CLOSE = within(0.02);

  @Test
  void finds_the_line_that_made_the_targets() {
    double[][] rows = rows(400);
    double[] targets = targets(rows, 100, 0.02, 0.5);

    double[] x = LogRatioFit.solve(rows, targets, ones(rows));

    assertThat(x[0] / 100).isCloseTo(1, CLOSE);
    assertThat(x[1] / 0.02).isCloseTo(1, CLOSE);
    assertThat(x[2] / 0.5).isCloseTo(1, CLOSE);
  }

  @Test
  void is_not_drawn_to_zero_by_targets_that_scatter_by_factors() {
    double[][] rows = rows(2000);
    double[] targets = targets(rows, 100, 0.02, 0.5);
    Random random = new Random(5);
    for (int i = 0; i < targets.length; i++) {
      targets[i] *= Math.exp(2 * random.nextDouble() - 1);
    }

    double[] x = LogRatioFit.solve(rows, targets, ones(rows));

    double[] errors = new double[rows.length];
    for (int i = 0; i < errors.length; i++) {
      errors[i] = Math.log(RobustFit.dot(rows[i], x) / targets[i]);
    }
    assertThat(Quantiles.median(errors)).isCloseTo(0, within(0.1));
  }

  @Test
  void a_column_of_zeros_gets_no_coefficient() {
    double[][] rows = rows(50);
    Arrays.stream(rows).forEach(row -> row[1] = 0);

    double[] x = LogRatioFit.solve(rows, targets(rows, 10, 0, 2), ones(rows));

    assertThat(x[1]).isZero();
    assertThat(x[2]).isCloseTo(2, CLOSE);
  }

  private static double[][] rows(int count) {
    Random random = new Random(3);
    double[][] rows = new double[count][];
    for (int i = 0; i < count; i++) {
      rows[i] =
          new double[] {1, Math.exp(16 * random.nextDouble()), Math.exp(12 * random.nextDouble())};
    }
    return rows;
  }

  private static double[] targets(double[][] rows, double... x) {
    return Arrays.stream(rows).mapToDouble(row -> RobustFit.dot(row, x)).toArray();
  }

  private static double[] ones(double[][] rows) {
    double[] ones = new double[rows.length];
    Arrays.fill(ones, 1);
    return ones;
  }
}
