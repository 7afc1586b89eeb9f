package dev.meterfarm.coordinator.store.sql;

import static dev.meterfarm.coordinator.Samples.CAMPAIGN;
import static dev.meterfarm.coordinator.Samples.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.coordinator.store.BrokenRule;
import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.testkit.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LedgerFileTest {
  @TempDir Path folder;

  private final SettableClock clock = new SettableClock(START);
  private SqliteStore store;

  @BeforeEach
  void fill() {
    store = SqliteStore.open(folder.resolve("data"), clock);
    SampleLedger.fill(store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private List<BrokenRule> broken(Path where) {
    try (LedgerFile ledger = LedgerFile.open(where)) {
      return ledger.broken(clock.millis());
    }
  }

  @Test
  void a_ledger_at_work_breaks_no_rule() {
    assertThat(broken(folder.resolve("data"))).isEmpty();
  }

  static Stream<Arguments> damages() {
    return Stream.concat(
        SampleLedger.damages(),
        Stream.of(
            Arguments.of(
                "DELETE FROM attempt WHERE job = 5; DELETE FROM job WHERE id = 5",
                "refer to rows",
                "job_spec")));
  }

  @ParameterizedTest
  @MethodSource("damages")
  void whatever_must_never_be_is_found(String damage, String rule, String where)
      throws SQLException {
    Path copy = folder.resolve("copy.db");
    try (LedgerFile ledger = LedgerFile.open(folder.resolve("data"))) {
      ledger.copyTo(copy);
    }
    assertThat(broken(copy)).isEmpty();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(damage);
    }
    SampleLedger.assertFound(broken(copy), rule, where);
  }

  @Test
  void a_copy_of_a_ledger_at_work_is_a_ledger() {
    Path restored = folder.resolve("restored");
    try (LedgerFile ledger = LedgerFile.open(folder.resolve("data"))) {
      ledger.copyTo(restored.resolve(SqliteStore.FILE_NAME));
    }
    store.plan().cancelCampaign(CAMPAIGN, 9);
    try (SqliteStore copy = SqliteStore.open(restored, clock)) {
      assertThat(copy.plan().count(CAMPAIGN))
          .containsEntry(JobState.DONE, 1)
          .containsEntry(JobState.LEASED, 1)
          .containsEntry(JobState.READY, 1);
    }
  }

  @Test
  void a_copy_never_replaces_a_file() throws IOException {
    Path there = Files.writeString(folder.resolve("there"), "precious");
    try (LedgerFile ledger = LedgerFile.open(folder.resolve("data"))) {
      assertThatThrownBy(() -> ledger.copyTo(there)).hasMessageContaining("exists");
    }
    assertThat(there).hasContent("precious");
  }

  @Test
  void a_damaged_file_is_told_as_such() throws IOException {
    Path file = folder.resolve("damaged.db");
    try (LedgerFile ledger = LedgerFile.open(folder.resolve("data"))) {
      ledger.copyTo(file);
    }
    byte[] content = Files.readAllBytes(file);
    for (int i = 20_000; i < 60_000 && i < content.length; i++) {
      content[i] = (byte) 0xA5;
    }
    Files.write(file, content);
    try (LedgerFile ledger = LedgerFile.open(file)) {
      assertThat(ledger.broken(0))
          .singleElement()
          .extracting(BrokenRule::rule)
          .isEqualTo("the file is not damaged");
    } catch (FarmException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FAILED);
    }
  }

  @Test
  void what_is_no_ledger_is_refused() throws IOException {
    assertThatThrownBy(() -> LedgerFile.open(folder.resolve("nothing")))
        .hasMessageContaining("there is no ledger");
    Path text = Files.writeString(folder.resolve("text"), "no database at all, however long");
    assertThatThrownBy(() -> LedgerFile.open(text)).isInstanceOf(FarmException.class);
  }

  @Test
  void every_measurement_is_exported_with_where_it_came_from() throws IOException {
    StringBuilder csv = new StringBuilder();
    try (LedgerFile ledger = LedgerFile.open(folder.resolve("data"))) {
      assertThat(ledger.exportCsv(CAMPAIGN, csv)).isEqualTo(2);
      assertThatThrownBy(() -> ledger.requireCampaign("other")).hasMessageContaining(CAMPAIGN);
    }
    List<String> lines = csv.toString().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("campaign,job,job_key,target,");
    assertThat(lines.get(1)).startsWith(CAMPAIGN + ",1,k000000,").contains(",a,device-of-a,");
    assertThat(lines.get(2)).contains("RUN_CRASHED,child ended with signal 11");
  }
}
