package dev.meterfarm.coordinator.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IntervalFitTest {
  private static final double Z90 = 1.645;

  @Test
  void nine_of_ten_new_networks_lie_in_their_intervals() {
    List<IntervalFit.Predicted> seen = networks(200, 0.08, 0.05, 0.01, 1);
    double sigma = IntervalFit.relativeSigma(seen, 0.01);
    assertThat(sigma).isBetween(0.05, 0.075); // 0.08^2 = 0.05^2 + 0.062^2

    long covered =
        networks(2000, 0.08, 0.05, sigma, 2).stream()
            .filter(
                network ->
                    Math.abs(Math.log(network.measuredNanos() / network.predictedNanos()))
                        <= Math.log(network.highNanos() / network.predictedNanos()))
            .count();
    assertThat(covered).isBetween(1700L, 1900L);
  }

  @Test
  void the_width_does_not_depend_on_the_preliminary_one() {
    assertThat(IntervalFit.relativeSigma(networks(50, 0.1, 0.02, 0.01, 3), 0.01))
        .isCloseTo(IntervalFit.relativeSigma(networks(50, 0.1, 0.02, 0.2, 3), 0.2), within(1e-9));
  }

  @Test
  void kernels_that_explain_every_error_leave_nothing_to_the_context() {
    assertThat(IntervalFit.relativeSigma(networks(50, 0.01, 0.1, 0.05, 4), 0.05)).isZero();
  }

  @Test
  void few_networks_are_refused() {
    assertThatThrownBy(() -> IntervalFit.relativeSigma(networks(9, 0.1, 0.1, 0.1, 5), 0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("9");
  }

  private static List<IntervalFit.Predicted> networks(
      int count, double error, double kernels, double context, long seed) {
    Random random = new Random(seed);
    double width = Math.exp(Z90 * Math.hypot(kernels, context));
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              double predicted = 1e5 * (1 + i);
              return new IntervalFit.Predicted(
                  predicted * Math.exp(error * random.nextGaussian()),
                  predicted,
                  predicted * width);
            })
        .toList();
  }
}
