package dev.meterfarm.coordinator.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SetbacksTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Setbacks setbacks = new Setbacks(nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void a_dropped_connection_to_the_ledger_does_not_stop_a_campaign_for_half_a_minute() {
    assertThat(setbacks.mayTry("a")).isTrue();
    assertThat(setbacks.add("a")).isEqualTo(Duration.ofSeconds(1));
    assertThat(setbacks.mayTry("a")).isFalse();
    assertThat(setbacks.mayTry("b")).isTrue();
    pass(Duration.ofSeconds(1));
    assertThat(setbacks.mayTry("a")).isTrue();
  }

  @Test
  void what_lasts_is_tried_less_and_less_often_until_it_is_over() {
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Duration pause = setbacks.add("a");
      pauses.add(pause.toSeconds());
      pass(pause);
    }
    assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
    pass(Duration.ofMinutes(3));
    assertThat(setbacks.add("a")).isEqualTo(Duration.ofSeconds(1));
  }
}
