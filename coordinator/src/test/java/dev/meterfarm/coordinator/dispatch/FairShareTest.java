package dev.meterfarm.coordinator.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.coordinator.store.Lane;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairShareTest {
  private static final Lane A = new Lane("t", "a");
  private static final Lane B = new Lane("t", "b");

  private final FairShare fair = new FairShare();

  private Lane serve(Duration busy) {
    Lane next = fair.order("t").get(0);
    fair.granted(next);
    fair.ended(next, busy);
    return next;
  }

  @Test
  void campaigns_get_the_same_device_time_however_long_their_jobs_are() {
    fair.open(A);
    fair.open(B);
    double a = 0;
    double b = 0;
    for (int i = 0; i < 400; i++) {
      Lane next = fair.order("t").get(0);
      double seconds = next.equals(A) ? 3 : 1;
      serve(Duration.ofMillis((long) (1000 * seconds)));
      if (next.equals(A)) {
        a += seconds;
      } else {
        b += seconds;
      }
    }
    assertThat(a / b).isBetween(0.97, 1.03);
  }

  @Test
  void jobs_that_still_run_count_as_served() {
    fair.open(A);
    fair.open(B);
    fair.granted(A);
    fair.granted(A);
    fair.granted(B);
    assertThat(fair.order("t")).containsExactly(B, A);
  }

  @Test
  void a_campaign_that_comes_later_or_back_starts_level_and_not_with_all_it_missed() {
    fair.open(A);
    for (int i = 0; i < 100; i++) {
      serve(Duration.ofSeconds(1));
    }
    fair.open(B);
    int b = 0;
    for (int i = 0; i < 20; i++) {
      b += serve(Duration.ofSeconds(1)).equals(B) ? 1 : 0;
    }
    assertThat(b).isBetween(9, 11);
    fair.empty(B);
    for (int i = 0; i < 100; i++) {
      fair.granted(A);
      fair.ended(A, Duration.ofSeconds(1));
    }
    fair.open(B);
    b = 0;
    for (int i = 0; i < 20; i++) {
      b += serve(Duration.ofSeconds(1)).equals(B) ? 1 : 0;
    }
    assertThat(b).isBetween(9, 11);
  }

  @Test
  void campaigns_that_are_over_are_forgotten() {
    fair.open(A);
    fair.open(B);
    fair.empty(B);
    fair.retain(List.of(A));
    assertThat(fair.order("t")).containsExactly(A);
    assertThat(fair.order("elsewhere")).isEmpty();
  }
}
