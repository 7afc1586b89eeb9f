package dev.meterfarm.coordinator.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DeviceRecordTest {
  private static final Instant T0 = Instant.parse("2026-11-21T08:00:00Z");
  private static final HealthLimits LIMITS = HealthLimits.DEFAULT;
  private static final Map<String, Double> USUAL =
      Map.of("t/compute", 100.0, "t/memory", 200.0, "t/small", 10.0);
  private static final Map<String, Double> SLOW =
      Map.of("t/compute", 170.0, "t/memory", 330.0, "t/small", 16.0);

  private final DeviceRecord device =
      DeviceRecord.first(
          new DeviceId("d"), "a", new Whereabouts("h", "hub1", "1.2", "os"), Set.of("t"), T0);
  private long jobs;

  /** No agent is silent. */
  private static boolean nobody(String agent) {
    return false;
  }

  private DeviceRecord done(DeviceRecord of, int second, Map<String, Double> readings) {
    Instant at = T0.plusSeconds(second);
    return of.with(h -> h.jobDone(new JobId(++jobs), at.minusSeconds(1), at, readings, LIMITS));
  }

  private DeviceRecord failed(DeviceRecord of, long job, ErrorCode code) {
    return of.with(h -> h.jobFailed(new JobId(job), code, T0, LIMITS));
  }

  private DeviceRecord suspect() {
    DeviceRecord next = done(device, 1, USUAL);
    for (long job = 100; job < 103; job++) {
      next = failed(next, job, ErrorCode.RUN_CRASHED);
    }
    assertThat(next.state()).isEqualTo(DeviceState.SUSPECT);
    return next;
  }

  @Test
  void a_new_device_is_good_after_its_first_result() {
    assertThat(device.state()).isEqualTo(DeviceState.NEW);
    assertThat(done(device, 1, Map.of()).state()).isEqualTo(DeviceState.GOOD);
  }

  @Test
  void three_different_failed_jobs_make_it_suspect_with_a_limit() {
    assertThat(suspect().until()).contains(T0.plus(LIMITS.referenceLimit()));
    assertThat(suspect().reason()).contains("3 of its last 4 jobs failed");
    assertThat(suspect().usable()).isFalse();
  }

  @Test
  void one_job_that_fails_again_and_again_is_one_strike() {
    DeviceRecord next = done(device, 1, USUAL);
    for (int i = 0; i < 5; i++) {
      next = failed(next, 7, ErrorCode.RUN_CRASHED);
    }
    assertThat(next.state()).isEqualTo(DeviceState.GOOD);
  }

  @Test
  void failures_of_the_surroundings_and_of_models_do_not_count_against_it() {
    DeviceRecord next = device;
    for (long job = 1; job < 9; job++) {
      next = failed(failed(next, job, ErrorCode.LINK_FAILED), job, ErrorCode.MODEL_UNSUPPORTED);
    }
    assertThat(next.state()).isEqualTo(DeviceState.NEW);
    assertThat(next.health().outcomes().score()).isEqualTo(1);
  }

  @Test
  void a_passed_reference_run_clears_the_suspicion_and_forgives_the_failures() {
    DeviceRecord good = suspect().with(h -> h.referenceDone(T0.plusSeconds(9), USUAL, LIMITS));
    assertThat(good.state()).isEqualTo(DeviceState.GOOD);
    assertThat(failed(good, 200, ErrorCode.RUN_CRASHED).state()).isEqualTo(DeviceState.GOOD);
    assertThat(good.health().lastGood()).contains(T0.plusSeconds(9));
  }

  @Test
  void a_failed_reference_run_or_none_in_time_means_quarantine() {
    assertThat(suspect().with(h -> h.referenceFailed("crashed", T0)).state())
        .isEqualTo(DeviceState.QUARANTINED);
    Instant late = T0.plus(LIMITS.referenceLimit());
    assertThat(suspect().tick(late.minusMillis(1), LIMITS, DeviceRecordTest::nobody).state())
        .isEqualTo(DeviceState.SUSPECT);
    assertThat(suspect().tick(late, LIMITS, DeviceRecordTest::nobody).state())
        .isEqualTo(DeviceState.QUARANTINED);
  }

  @Test
  void an_outlier_among_its_sisters_is_quarantined_and_nothing_that_it_measured_is_trusted() {
    DeviceRecord odd =
        done(suspect(), 1, USUAL).with(h -> h.outlier("takes 1.60 times as long", T0));
    assertThat(odd.state()).isEqualTo(DeviceState.QUARANTINED);
    assertThat(odd.reason()).isEqualTo("takes 1.60 times as long");
    assertThat(odd.health().timesInDoubt()).isTrue();
    assertThat(odd.health().lastGood()).as("never was it known to be good").isEmpty();
  }

  @Test
  void results_alone_never_lead_out_of_suspicion_or_quarantine() {
    DeviceRecord bad = suspect().with(h -> h.quarantined("bad", T0));
    assertThat(done(suspect(), 5, USUAL).state()).isEqualTo(DeviceState.SUSPECT);
    assertThat(done(bad, 5, USUAL).state()).isEqualTo(DeviceState.QUARANTINED);
    assertThat(bad.with(h -> h.referenceDone(T0, USUAL, LIMITS)).state())
        .as("only a person releases it")
        .isEqualTo(DeviceState.QUARANTINED);
  }

  @Test
  void slow_reference_models_in_three_jobs_in_a_row_and_in_a_reference_run_mean_quarantine() {
    DeviceRecord next = done(done(device, 1, USUAL), 2, USUAL);
    next = done(done(next, 3, SLOW), 4, SLOW);
    assertThat(next.state()).isEqualTo(DeviceState.GOOD);
    next = done(next, 5, SLOW);
    assertThat(next.state()).isEqualTo(DeviceState.SUSPECT);
    assertThat(next.reason()).contains("1.65 times as long");
    next = next.with(h -> h.referenceDone(T0.plusSeconds(6), SLOW, LIMITS));
    assertThat(next.state()).isEqualTo(DeviceState.QUARANTINED);
    assertThat(next.health().timesInDoubt()).isTrue();
    assertThat(next.health().lastGood()).as("doubts reach back to").contains(T0.plusSeconds(2));
  }

  @Test
  void a_bad_spell_that_passes_leaves_the_baseline_alone() {
    DeviceRecord next = done(device, 1, USUAL);
    for (int i = 2; i < 60; i++) {
      next = done(next, i, i % 3 == 0 ? SLOW : USUAL);
    }
    assertThat(next.state()).isEqualTo(DeviceState.GOOD);
    assertThat(next.health().baselines().nanos()).containsEntry("t/compute", 100.0);
  }

  @Test
  void what_a_person_ordered_survives_disconnects_and_stands_beside_the_reason_of_the_farm() {
    Hold hold =
        new Hold(
            Hold.Kind.MAINTENANCE, "new battery", "eva", T0, Optional.of(T0.plusSeconds(3600)));
    DeviceRecord held = suspect().with(Optional.of(hold));
    held = held.gone("a").announced("a", held.where(), held.targets(), T0.plusSeconds(60));
    assertThat(held.state()).isEqualTo(DeviceState.MAINTENANCE);
    assertThat(held.reason()).isEqualTo("new battery");
    assertThat(held.health().state()).isEqualTo(DeviceState.SUSPECT);
    DeviceRecord after = held.tick(T0.plusSeconds(3600), LIMITS, DeviceRecordTest::nobody);
    assertThat(after.hold()).isEmpty();
    assertThat(after.state()).isEqualTo(DeviceState.QUARANTINED);
  }

  @Test
  void a_pause_without_an_end_cannot_be_made() {
    assertThatThrownBy(
            () -> new Hold(Hold.Kind.MAINTENANCE, "why", "eva", T0, Optional.<Instant>empty()))
        .hasMessageContaining("ends");
  }

  @Test
  void two_agents_with_one_serial_are_a_conflict_that_names_both_until_one_gives_up() {
    Whereabouts elsewhere = new Whereabouts("h2", "hub9", "3.1", "os");
    DeviceRecord both = device.announced("b", elsewhere, Set.of("t"), T0.plusSeconds(5));
    assertThat(both.state()).isEqualTo(DeviceState.CONFLICT);
    assertThat(both.usable()).isFalse();
    assertThat(both.reason()).contains("agent a (port 1.2)", "agent b (port 3.1)");
    assertThat(both.gone("b").state()).isEqualTo(DeviceState.NEW);
    DeviceRecord other = both.gone("a");
    assertThat(other.state()).isEqualTo(DeviceState.NEW);
    assertThat(other.agent()).isEqualTo("b");
    assertThat(both.tick(T0.plusSeconds(66), LIMITS, "b"::equals).rival()).isEmpty();
  }

  @Test
  void a_device_that_moved_to_another_agent_is_no_conflict() {
    DeviceRecord moved =
        device.gone("a").announced("b", Whereabouts.UNKNOWN, Set.of("t"), T0.plusSeconds(1));
    assertThat(moved.agent()).isEqualTo("b");
    assertThat(moved.state()).isEqualTo(DeviceState.NEW);
  }

  /** Whatever happens in whatever order, no passing state lasts. */
  @Property(tries = 500)
  void no_passing_state_outlives_its_limit(
      @ForAll @Size(max = 40) List<@IntRange(max = 7) Integer> events) {
    DeviceRecord now = device;
    int second = 0;
    for (int event : events) {
      second += 1 + event;
      now =
          apply(now, event, second).tick(T0.plusSeconds(second), LIMITS, DeviceRecordTest::nobody);
      assertThat(now.state() == DeviceState.SUSPECT && now.until().isEmpty()).isFalse();
    }
    Instant end = T0.plusSeconds(second).plus(LIMITS.referenceLimit()).plus(Duration.ofHours(1));
    now = now.tick(end, LIMITS, agent -> true).tick(end, LIMITS, agent -> true);
    assertThat(now.state()).isIn(DeviceState.NEW, DeviceState.GOOD, DeviceState.QUARANTINED);
    assertThat(now.connected()).isFalse();
  }

  private DeviceRecord apply(DeviceRecord now, int event, int second) {
    Instant at = T0.plusSeconds(second);
    return switch (event) {
      case 0 -> done(now, second, USUAL);
      case 1 -> done(now, second, SLOW);
      case 2 -> failed(now, second, ErrorCode.DEVICE_LOST);
      case 3 -> now.with(h -> h.referenceDone(at, USUAL, LIMITS));
      case 4 -> now.announced("b", Whereabouts.UNKNOWN, Set.of("t"), at);
      case 5 -> now.gone("a");
      case 6 ->
          now.with(
              Optional.of(
                  new Hold(Hold.Kind.MAINTENANCE, "n", "p", at, Optional.of(at.plusSeconds(30)))));
      default -> now.with(h -> h.suspect("released", at, LIMITS));
    };
  }
}
