package dev.meterfarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.measurement.SampleStatistics;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelBookTest {
  private final LabelBook book = new LabelBook();

  @Test
  void the_label_is_the_smallest_visit() {
    book.record("a", List.of(measured("m", 12)));
    book.record("b", List.of(measured("m", 10)));
    book.record("c", List.of(measured("m", 11)));

    assertThat(book.label("m")).hasValue(10);
    assertThat(book.visitNanos("m")).containsExactly(12.0, 10.0, 11.0);
  }

  @Test
  void a_visit_that_was_fast_in_spite_of_a_bad_spell_is_the_label() {
    book.record("bad", List.of(measured("m", 9)));
    book.markSuspect("bad");
    book.record("unnoticed", List.of(measured("m", 13)));

    assertThat(book.label("m")).hasValue(9);
  }

  @Test
  void repeats_are_compared_outside_bad_spells_where_there_are_enough() {
    book.record("bad", List.of(measured("m", 15)));
    book.markSuspect("bad");
    book.record("first", List.of(measured("m", 10)));
    assertThat(book.visitNanos("m")).containsExactly(15.0, 10.0);

    book.record("second", List.of(measured("m", 11)));

    assertThat(book.visitNanos("m")).containsExactly(10.0, 11.0);
  }

  @Test
  void a_job_that_is_recorded_twice_counts_once() {
    book.record("a", List.of(measured("m", 12)));
    book.record("a", List.of(measured("m", 1)));

    assertThat(book.label("m")).hasValue(12);
  }

  @Test
  void a_model_that_failed_has_no_label_but_a_reason() {
    book.record(
        "a", List.of(new ModelOutcome.Failed("m", ErrorCode.MODEL_UNSUPPORTED, "no such op")));

    assertThat(book.label("m")).isEmpty();
    assertThat(book.failure("m")).isEqualTo("no such op");
    assertThat(book.failedModels()).isEqualTo(1);
  }

  private static ModelOutcome measured(String hash, double nanos) {
    return new ModelOutcome.Measured(
        hash, nanos, List.of(nanos), SampleStatistics.of(new long[] {(long) nanos}), List.of());
  }
}
