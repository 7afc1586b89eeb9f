package dev.meterfarm.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DurationsTest {
  private final Durations durations = new Durations();

  @Test
  void shares_are_right_to_within_three_percent() {
    LongStream.rangeClosed(1, 100_000).forEach(micros -> durations.add(micros * 1_000));
    for (double share : new double[] {0.01, 0.5, 0.9, 0.99, 0.999}) {
      double exact = share * 100;
      assertThat(durations.millis(share)).as("%s", share).isCloseTo(exact, within(0.035 * exact));
    }
    assertThat(durations.millis(1)).isEqualTo(100);
    assertThat(durations.longestMillis()).isEqualTo(100);
  }

  @Test
  void nothing_is_told_of_nothing() {
    assertThat(durations.millis(0.5)).isNaN();
    durations.add(0);
    durations.add(5);
    assertThat(durations.millis(1)).isEqualTo(5e-6);
    durations.clear();
    assertThat(durations.millis(0.99)).isNaN();
    assertThat(durations.longestMillis()).isZero();
  }
}
