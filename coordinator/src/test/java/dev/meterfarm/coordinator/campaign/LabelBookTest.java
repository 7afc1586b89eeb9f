package dev.meterfarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.measurement.SampleStatistics;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelBookTest {
  private static final DeviceId ONE = new DeviceId("one");
  private static final DeviceId TWO = new DeviceId("two");

  private final LabelBook book = new LabelBook();

  @Test
  void visits_on_several_devices_are_divided_by_their_factors() {
    book.record("a", ONE, List.of(measured("m", 100)));
    book.record("b", TWO, List.of(measured("m", 108)));
    book.calibrate(TWO, 1.1);

    assertThat(book.label("m")).hasValue(108 / 1.1);
    assertThat(book.visitNanos("m")).containsExactly(100.0, 108 / 1.1);
  }

  @Test
  void what_a_bad_device_measured_does_not_count_even_if_there_is_nothing_else() {
    book.record("a", ONE, List.of(measured("m", 100)));
    book.record("b", TWO, List.of(measured("n", 50)));
    book.discard("a");
    book.discard(TWO);

    assertThat(book.label("m")).isEmpty();
    assertThat(book.label("n")).isEmpty();
  }

  @Test
  void the_label_is_the_smallest_visit() {
    book.record("a", ONE, List.of(measured("m", 12)));
    book.record("b", ONE, List.of(measured("m", 10)));
    book.record("c", ONE, List.of(measured("m", 11)));

    assertThat(book.label("m")).hasValue(10);
    assertThat(book.visitNanos("m")).containsExactly(12.0, 10.0, 11.0);
  }

  @Test
  void a_visit_that_was_fast_in_spite_of_a_bad_spell_is_the_label() {
    book.record("bad", ONE, List.of(measured("m", 9)));
    book.markSuspect("bad");
    book.record("unnoticed", ONE, List.of(measured("m", 13)));

    assertThat(book.label("m")).hasValue(9);
  }

  @Test
  void a_visit_is_calm_unless_its_job_ran_in_a_bad_spell() {
    book.record("bad", ONE, List.of(measured("m", 9), measured("n", 9)));
    book.record("calm", ONE, List.of(measured("n", 9)));
    book.markSuspect("bad");

    assertThat(book.hasCalmVisit("m")).isFalse();
    assertThat(book.hasCalmVisit("n")).isTrue();
    assertThat(book.hasCalmVisit("never measured")).isFalse();
  }

  @Test
  void repeats_are_compared_outside_bad_spells_where_there_are_enough() {
    book.record("bad", ONE, List.of(measured("m", 15)));
    book.markSuspect("bad");
    book.record("first", ONE, List.of(measured("m", 10)));
    assertThat(book.visitNanos("m")).containsExactly(15.0, 10.0);

    book.record("second", ONE, List.of(measured("m", 11)));

    assertThat(book.visitNanos("m")).containsExactly(10.0, 11.0);
  }

  @Test
  void a_job_that_is_recorded_twice_counts_once() {
    book.record("a", ONE, List.of(measured("m", 12)));
    book.record("a", ONE, List.of(measured("m", 1)));

    assertThat(book.label("m")).hasValue(12);
  }

  @Test
  void a_model_that_failed_has_no_label_but_a_reason() {
    book.record(
        "a", ONE, List.of(new ModelOutcome.Failed("m", ErrorCode.MODEL_UNSUPPORTED, "no such op")));

    assertThat(book.label("m")).isEmpty();
    assertThat(book.failure("m")).isEqualTo("no such op");
    assertThat(book.unmeasured()).containsExactly("no such op");
  }

  private static ModelOutcome measured(String hash, double nanos) {
    return new ModelOutcome.Measured(
        hash, nanos, List.of(nanos), SampleStatistics.of(new long[] {(long) nanos}), List.of());
  }
}
