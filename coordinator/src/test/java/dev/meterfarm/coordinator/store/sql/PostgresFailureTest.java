package dev.meterfarm.coordinator.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PostgresFailureTest {
  private static void assertStorageFails(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FarmException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FAILED);
              assertThat(e.getMessage()).contains(parts).doesNotContain("\n");
            });
  }

  private static PostgresStore open(PostgresAddress address) {
    return PostgresStore.open(address, Clock.systemUTC());
  }

  @Test
  void a_server_that_is_not_there_is_told() {
    String url = "jdbc:postgresql://localhost:1/farm";
    PostgresAddress nowhere = new PostgresAddress(url, "farm", "secret");
    assertStorageFails(() -> open(nowhere), url, "cannot be reached", "check");
    assertThatThrownBy(() -> open(nowhere)).hasMessageNotContainingAny("secret");
  }

  @Test
  void a_database_that_is_not_there_is_told() {
    PostgresAddress there = PostgresServer.newDatabase();
    PostgresAddress missing =
        new PostgresAddress(there.url() + "_not", there.user(), there.password());
    assertStorageFails(() -> open(missing), "does not exist; create the database");
  }

  @Test
  void a_ledger_of_a_newer_version_is_told() throws SQLException {
    PostgresAddress address = PostgresServer.newDatabase();
    open(address).close();
    try (Connection connection = address.source().getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "INSERT INTO flyway_schema_history (installed_rank, version, description, type, script,"
              + " checksum, installed_by, execution_time, success)"
              + " VALUES (99, '999', 'later', 'SQL', 'V999__later.sql', 1, 'x', 1, true)");
    }
    assertStorageFails(() -> open(address), "does not fit this version");
  }

  @Test
  void a_password_in_the_url_is_refused() {
    assertThatThrownBy(
            () -> new PostgresAddress("jdbc:postgresql://db/farm?password=secret", "farm", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContainingAny("secret");
  }

  @Test
  void a_closed_store_refuses_politely() {
    PostgresStore store = open(PostgresServer.newDatabase());
    store.close();
    assertStorageFails(() -> store.blobs().put(new byte[1]), "closed");
  }
}
