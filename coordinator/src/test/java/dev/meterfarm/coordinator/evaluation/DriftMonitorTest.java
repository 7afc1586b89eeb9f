package dev.meterfarm.coordinator.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DriftMonitorTest {
  private static final List<String> MODELS = List.of("compute", "memory", "small");

  @Test
  void a_calm_machine_has_no_suspect_jobs() {
    DriftMonitor monitor = monitor(1, 1, 1);
    for (int minute = 0; minute < 60; minute++) {
      assertThat(monitor.judge(minute * 60_000L, minute * 60_000L + 2_000).suspect()).isFalse();
    }
    assertThat(monitor.driftPercent()).isLessThan(6);
  }

  @Test
  void two_of_three_slower_models_make_a_bad_spell_and_jobs_outside_stay() {
    DriftMonitor monitor = monitor(1.10, 1, 1.10);
    assertThat(monitor.judge(25 * 60_000L, 25 * 60_000L + 2_000).suspect()).isTrue();
    assertThat(monitor.judge(5 * 60_000L, 5 * 60_000L + 2_000).suspect()).isFalse();
    assertThat(monitor.judge(50 * 60_000L, 50 * 60_000L + 2_000).suspect()).isFalse();
  }

  @Test
  void one_slightly_slower_model_is_no_bad_spell_but_one_much_slower_is() {
    assertThat(monitor(1, 1, 1.06).judge(1_500_000, 1_502_000).suspect()).isFalse();
    DriftVerdict severe = monitor(1, 1, 1.25).judge(1_500_000, 1_502_000);
    assertThat(severe.suspect()).isTrue();
    assertThat(severe.reason()).startsWith("bad spell").contains("small +2");
    assertThat(severe.excess().get("small")).isCloseTo(0.25, within(0.06));
  }

  @Test
  void busy_memory_alone_is_a_bad_spell_only_where_it_is_twice_as_slow() {
    assertThat(monitor(1, 1.7, 1).judge(1_500_000, 1_502_000).suspect()).isFalse();
    assertThat(monitor(1, 2.2, 1).judge(1_500_000, 1_502_000).suspect()).isTrue();
    assertThat(monitor(1, 1.7, 1.09).judge(1_500_000, 1_502_000).suspect()).isTrue();
  }

  @Test
  void a_baseline_is_what_the_machine_does_when_left_alone() {
    assertThat(monitor(1.3, 1.3, 1.3).baselines().get("compute"))
        .isCloseTo(1_000_000, within(30_000.0));
    assertThat(monitor(1.3, 1.3, 1.3).driftPercent()).isGreaterThan(20);
  }

  @Test
  void without_readings_nothing_is_suspect_and_the_reason_says_so() {
    DriftVerdict verdict = new DriftMonitor(List.of(), DriftLimits.DEFAULT).judge(0, 1);
    assertThat(verdict.suspect()).isFalse();
    assertThat(verdict.reason()).isEqualTo("no reference model was measured");
  }

  /** An hour, a reading of each model every ten seconds, slower from minute 20 to minute 30. */
  private static DriftMonitor monitor(double compute, double memory, double small) {
    double[] factors = {compute, memory, small};
    Random random = new Random(5);
    List<TimedReading> readings = new ArrayList<>();
    for (int at = 0; at < 3_600_000; at += 10_000) {
      boolean bad = at >= 1_200_000 && at < 1_800_000;
      for (int i = 0; i < MODELS.size(); i++) {
        double noise = 1 + Math.abs(0.02 * random.nextGaussian());
        readings.add(new TimedReading(MODELS.get(i), 1e6 * noise * (bad ? factors[i] : 1), at));
      }
    }
    return new DriftMonitor(readings, DriftLimits.DEFAULT);
  }
}
