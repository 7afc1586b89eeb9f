package dev.meterfarm.coordinator.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.coordinator.store.FailedAttempt;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private static final int MOST = 6;

  private final RetryPolicy policy =
      new RetryPolicy(Duration.ofSeconds(5), Duration.ofMinutes(10), new Random(1));
  private final List<FailedAttempt> failures = new ArrayList<>();

  private Optional<Duration> after(ErrorCode code, String device, boolean proven) {
    failures.add(new FailedAttempt(code, Optional.of(new DeviceId(device)), proven));
    return policy.retryAfter(failures, MOST);
  }

  @Test
  void a_model_that_was_refused_is_never_tried_again() {
    assertThat(after(ErrorCode.MODEL_UNSUPPORTED, "a", false)).isEmpty();
  }

  @Test
  void a_mistake_of_ours_is_never_tried_again() {
    assertThat(after(ErrorCode.INTERNAL, "a", false)).isEmpty();
  }

  @Test
  void a_job_that_failed_on_two_devices_is_parked() {
    assertThat(after(ErrorCode.RUN_CRASHED, "a", false)).contains(Duration.ZERO);
    assertThat(after(ErrorCode.RUN_TIMED_OUT, "b", false)).isEmpty();
  }

  @Test
  void a_job_that_failed_twice_on_a_device_that_did_well_in_between_is_parked() {
    after(ErrorCode.RUN_CRASHED, "a", true);
    assertThat(after(ErrorCode.RUN_CRASHED, "a", false)).isEmpty();
  }

  @Test
  void as_long_as_the_device_may_be_to_blame_the_job_waits_and_is_tried_again() {
    after(ErrorCode.RUN_CRASHED, "a", false);
    for (int attempt = 2; attempt < MOST; attempt++) {
      assertThat(after(ErrorCode.RUN_CRASHED, "a", false).orElseThrow())
          .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(60));
    }
    assertThat(after(ErrorCode.RUN_CRASHED, "a", false)).as("the budget is used up").isEmpty();
  }

  @Test
  void failures_of_the_surroundings_wait_longer_and_longer_within_the_budget() {
    Duration first = after(ErrorCode.DEVICE_UNFIT, "a", false).orElseThrow();
    Duration second = after(ErrorCode.LINK_FAILED, "b", false).orElseThrow();
    assertThat(first).isLessThan(Duration.ofSeconds(7));
    assertThat(second).isGreaterThan(first);
    after(ErrorCode.LINK_FAILED, "b", false);
    after(ErrorCode.LINK_FAILED, "b", false);
    after(ErrorCode.LINK_FAILED, "b", false);
    assertThat(after(ErrorCode.LINK_FAILED, "b", false)).isEmpty();
  }

  @Test
  void a_job_that_was_handed_back_is_ready_at_once_and_nothing_is_counted() {
    for (int i = 0; i < 3 * MOST; i++) {
      assertThat(after(ErrorCode.CANCELLED, "a", false)).contains(Duration.ZERO);
    }
    assertThat(after(ErrorCode.RUN_CRASHED, "a", false)).contains(Duration.ZERO);
  }
}
