package dev.meterfarm.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.agent.run.ResultSpool.Entry;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import dev.meterfarm.protocol.measurement.SampleStatistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSpoolTest {
  private static final long ROOM = 1 << 20;

  @TempDir Path folder;

  private static JobResult result(long job) {
    return new JobResult(
        new JobId(job),
        3,
        1,
        new DeviceId("phone \u00e9"),
        Instant.parse("2026-11-20T08:00:00.25Z"),
        Duration.ofNanos(123_456_789_012L),
        List.of(
            new ModelOutcome.Measured(
                "a",
                0.1 + 0.2,
                List.of(1.0, 1e6 / 3),
                new SampleStatistics(30, 1, 2, 3, 4, 5, 6.125, Double.NaN),
                List.of()),
            new ModelOutcome.Failed("b", ErrorCode.RUN_CRASHED, "signal 11")),
        List.of(new ReferenceReading("compute", 1e6 / 3, 10)),
        Map.of("load", "0.25"));
  }

  private DiskSpool open() {
    return DiskSpool.open(folder, ROOM);
  }

  @Test
  void what_was_kept_comes_back_exactly_in_a_next_life_and_only_once() {
    try (DiskSpool spool = open()) {
      spool.keep(result(1));
      spool.drop(spool.keep(result(2)));
      spool.keep(result(3));
    }
    try (DiskSpool spool = open()) {
      assertThat(spool.takeLeftovers())
          .extracting(Entry::result)
          .containsExactly(result(1), result(3));
      assertThat(spool.takeLeftovers()).isEmpty();
      assertThat(spool.size()).isEqualTo(2);
      assertThat(spool.keep(result(4)).number()).isGreaterThan(3);
    }
  }

  @Test
  void a_file_that_was_cut_anywhere_is_put_aside_and_harms_no_other() throws IOException {
    byte[] whole;
    try (DiskSpool spool = open()) {
      spool.keep(result(1));
      spool.keep(result(2));
      whole = Files.readAllBytes(kept().get(0));
    }
    Path first = kept().get(0);
    for (int length = 0; length < whole.length; length++) {
      Files.write(first, Arrays.copyOf(whole, length));
      try (DiskSpool spool = open()) {
        assertThat(spool.takeLeftovers())
            .as("%d bytes of %d", length, whole.length)
            .extracting(Entry::result)
            .containsExactly(result(2));
      }
      assertThat(first).doesNotExist();
      Files.delete(folder.resolve("refused").resolve(first.getFileName()));
    }
    for (int at = 0; at < whole.length; at += 7) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      Files.write(first, damaged);
      try (DiskSpool spool = open()) {
        assertThat(spool.takeLeftovers()).as("bit of byte %d", at).hasSize(1);
      }
      Files.delete(folder.resolve("refused").resolve(first.getFileName()));
    }
  }

  @Test
  void a_draft_is_nothing() throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("000000000000000007.result.draft"), "half");
    try (DiskSpool spool = open()) {
      assertThat(spool.takeLeftovers()).isEmpty();
    }
    assertThat(kept()).isEmpty();
  }

  @Test
  void a_full_spool_says_so_until_something_is_sent() {
    try (DiskSpool spool = DiskSpool.open(folder, 1)) {
      assertThat(spool.isFull()).isFalse();
      Entry entry = spool.keep(result(1));
      assertThat(spool.isFull()).isTrue();
      spool.drop(entry);
      assertThat(spool.isFull()).isFalse();
    }
  }

  @Test
  void a_refused_result_is_evidence_and_not_sent_again() {
    try (DiskSpool spool = open()) {
      spool.putAside(spool.keep(result(1)), "not of this farm");
    }
    assertThat(folder.resolve("refused")).isNotEmptyDirectory();
    try (DiskSpool spool = open()) {
      assertThat(spool.takeLeftovers()).isEmpty();
    }
  }

  @Test
  void a_disk_that_fails_costs_the_copy_but_not_the_result() throws IOException {
    try (DiskSpool spool = open()) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted((a, b) -> b.compareTo(a)).forEach(DiskSpoolTest::delete);
      }
      Entry entry = spool.keep(result(1));
      assertThat(entry.number()).isZero();
      assertThat(entry.result()).isEqualTo(result(1));
      assertThat(spool.isFull()).as("asks for no more work").isTrue();
      spool.drop(entry);
    }
  }

  @Test
  void a_folder_belongs_to_one_agent() {
    try (DiskSpool spool = open()) {
      assertThat(spool.size()).isZero();
      assertThatThrownBy(this::open)
          .isInstanceOf(FarmException.class)
          .hasMessageContaining("another agent works with");
    }
  }

  @Test
  void former_lives_are_named_until_the_coordinator_knows() {
    try (DiskSpool spool = open()) {
      assertThat(spool.begin("one")).isEmpty();
    }
    try (DiskSpool spool = open()) {
      assertThat(spool.begin("two")).containsExactly("one");
    }
    try (DiskSpool spool = open()) {
      assertThat(spool.begin("three")).containsExactly("one", "two");
      spool.forgetFormer();
    }
    try (DiskSpool spool = open()) {
      assertThat(spool.begin("four")).containsExactly("three");
    }
  }

  private List<Path> kept() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".result")).sorted().toList();
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
