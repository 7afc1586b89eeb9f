package dev.meterfarm.coordinator.store.sql;

import static dev.meterfarm.coordinator.Samples.CAMPAIGN;
import static dev.meterfarm.coordinator.Samples.START;
import static dev.meterfarm.coordinator.Samples.jobs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.coordinator.store.StorageWatcher;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageFailureTest {
  @TempDir Path folder;

  private SqliteStore open() {
    return SqliteStore.open(folder, Clock.systemUTC());
  }

  private static void assertStorageFails(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FarmException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FAILED);
              assertThat(e.getMessage()).contains(parts).doesNotContain("\n");
            });
  }

  @Test
  void a_second_coordinator_is_refused() {
    SqliteStore first = open();
    assertStorageFails(
        this::open,
        folder.toString(),
        "in use by another coordinator",
        "process " + ProcessHandle.current().pid());
    first.close();
    open().close();
  }

  @Test
  void a_full_disk_is_told_and_the_store_goes_on_when_there_is_room() {
    try (SqliteStore store =
        SqliteStore.open(folder, Clock.systemUTC(), StorageWatcher.NONE, 100)) {
      store
          .campaigns()
          .create(new Campaign(CAMPAIGN, "n", "{}", 1, CampaignState.RUNNING, START, "0.1.0"));
      assertStorageFails(
          () -> store.plan().enqueue(jobs("k", 2_000), 3),
          folder.toString(),
          "disk is full",
          "free some space");
      assertThat(store.plan().count(CAMPAIGN)).as("nothing of it has happened").isEmpty();
      assertThat(store.plan().enqueue(jobs("k", 5), 3)).hasSize(5);
    }
  }

  @Test
  void a_folder_that_is_a_file_is_told() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertStorageFails(
        () -> SqliteStore.open(file, Clock.systemUTC()), file.toString(), "writable folder");
  }

  @Test
  void a_file_that_is_no_ledger_is_told() throws IOException {
    Files.writeString(folder.resolve(SqliteStore.FILE_NAME), "hello, ".repeat(1_000));
    assertStorageFails(this::open, SqliteStore.FILE_NAME, "not a ledger");
  }

  @Test
  void a_ledger_of_a_newer_version_is_told() throws SQLException {
    open().close();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(SqliteStore.FILE_NAME));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "INSERT INTO flyway_schema_history (installed_rank, version, description, type, script,"
              + " checksum, installed_by, execution_time, success)"
              + " VALUES (99, '999', 'later', 'SQL', 'V999__later.sql', 1, 'x', 1, 1)");
    }
    assertStorageFails(this::open, "does not fit this version");
  }

  @Test
  void a_closed_store_refuses_politely() {
    SqliteStore store = open();
    store.close();
    assertStorageFails(() -> store.blobs().put(new byte[1]), "closed");
  }
}
