package dev.meterfarm.coordinator.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.coordinator.store.Leadership;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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

  /**
   * The server of these tests is told not to wait, and lost what it had acknowledged in a crash.
   */
  @Test
  void what_is_acknowledged_is_on_the_disk_of_a_server_that_would_not_wait_for_it()
      throws SQLException {
    PostgresAddress address = PostgresServer.newDatabase();
    assertThat(commitMode(address.source().getConnection())).isEqualTo("off");
    try (PostgresDatabase database =
        new PostgresDatabase(address, new PostgresErrors("it"), PostgresDatabase.LONGEST_PAUSE)) {
      assertThat(
              database.<String>write(
                  session ->
                      session
                          .first("SHOW synchronous_commit", row -> row.getString(1))
                          .orElseThrow()))
          .isEqualTo("on");
    }
  }

  private static String commitMode(Connection connection) throws SQLException {
    try (connection;
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW synchronous_commit")) {
      row.next();
      return row.getString(1);
    }
  }

  /** As when its process is stopped. The rows that it has locked are free again soon. */
  @Test
  void a_coordinator_that_stands_still_in_a_transaction_does_not_hold_up_the_others()
      throws Exception {
    PostgresAddress address = PostgresServer.newDatabase();
    CountDownLatch locked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (PostgresStore store = open(address);
        PostgresDatabase stopped =
            new PostgresDatabase(address, new PostgresErrors("it"), Duration.ofMillis(500))) {
      AtomicInteger runs = new AtomicInteger();
      FutureTask<Integer> standing =
          new FutureTask<>(
              () ->
                  stopped.write(
                      session -> {
                        int changed = session.update("UPDATE leader SET beat = beat + 10");
                        if (runs.incrementAndGet() == 1) {
                          locked.countDown();
                          await(goOn);
                        }
                        return changed + session.update("UPDATE leader SET beat = beat + 1");
                      }));
      new Thread(standing).start();
      await(locked);

      try (Leadership next = store.leadership("next")) {
        assertThat(next.tryLead()).isPresent();
      }
      goOn.countDown();
      assertThat(standing.get(1, TimeUnit.MINUTES)).isEqualTo(2);
      assertThat(runs).as("nothing of the first time is left").hasValue(2);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
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
