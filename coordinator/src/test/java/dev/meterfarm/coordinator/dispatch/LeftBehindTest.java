package dev.meterfarm.coordinator.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.coordinator.store.Lane;
import dev.meterfarm.coordinator.store.PlannedJob;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.job.JobKind;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LeftBehindTest {
  private static final Lane LANE = new Lane("target", "campaign");

  private final LeftBehind left = new LeftBehind();

  private static List<PlannedJob> jobs(long... ids) {
    return LongStream.of(ids)
        .mapToObj(
            id ->
                new PlannedJob(
                    new JobId(id),
                    "job-" + id,
                    LANE,
                    JobKind.KERNEL_SAMPLES,
                    JobState.READY,
                    Optional.empty()))
        .toList();
  }

  @Test
  void a_job_that_is_still_there_at_the_next_look_was_left_behind() {
    assertThat(left.among(LANE, jobs(1, 2, 3))).as("perhaps in somebody's hands").isEmpty();
    assertThat(left.among(LANE, jobs(2, 4, 5))).isEqualTo(jobs(2));
    assertThat(left.among(LANE, jobs(6, 7, 8))).isEmpty();
  }

  @Test
  void lanes_do_not_mix() {
    assertThat(left.among(LANE, jobs(1))).isEmpty();
    assertThat(left.among(new Lane("other", "campaign"), jobs(1))).isEmpty();
  }

  @Test
  void an_empty_lane_begins_anew() {
    assertThat(left.among(LANE, jobs(1))).isEmpty();
    assertThat(left.among(LANE, jobs())).isEmpty();
    assertThat(left.among(LANE, jobs(1))).isEmpty();
    assertThat(left.among(LANE, jobs(1))).isEqualTo(jobs(1));
  }
}
