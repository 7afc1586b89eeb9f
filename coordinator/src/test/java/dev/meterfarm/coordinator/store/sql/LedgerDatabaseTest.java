package dev.meterfarm.coordinator.store.sql;

import static dev.meterfarm.coordinator.Samples.CAMPAIGN;
import static dev.meterfarm.coordinator.Samples.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.coordinator.store.BrokenRule;
import dev.meterfarm.testkit.SettableClock;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerDatabaseTest {
  private final PostgresAddress address = PostgresServer.newDatabase();
  private final SettableClock clock = new SettableClock(START);
  private PostgresStore store;

  @BeforeEach
  void fill() {
    store = PostgresStore.open(address, clock);
    SampleLedger.fill(store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private List<BrokenRule> broken() {
    try (LedgerDatabase ledger = LedgerDatabase.open(address)) {
      return ledger.broken(clock.millis());
    }
  }

  @Test
  void a_ledger_at_work_breaks_no_rule() {
    assertThat(broken()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE job SET state = 'READY' WHERE id = 1 | brought the result | job 1",
        "UPDATE attempt SET outcome = 'LOST' WHERE job = 1 | belong to the attempt | job 1",
        "UPDATE attempt SET outcome = 'RESULT' WHERE job = 4 | one measurement for each | job 4",
        "DELETE FROM measurement WHERE job = 1 AND model_index = 0 | one measurement | job 1",
        "UPDATE attempt SET outcome = 'LOST' WHERE job = 2 | latest attempt has not ended | job 2",
        "UPDATE job SET state = 'READY' WHERE id = 2 | latest attempt has not ended | job 2",
        "INSERT INTO attempt (job, epoch, attempt, agent, granted_ms) VALUES (2, 0, 0, 'x', 0)"
            + " | two attempts | job 2",
        "UPDATE job SET epoch = 0 WHERE id = 3 | higher epoch | job 3",
        "UPDATE job SET deadline_ms = 1 WHERE id = 2 | pass its deadline | job 2",
        "DELETE FROM device_hold WHERE agent = 'b' | one holder | device-of-b",
        "UPDATE job SET not_before_ms = NULL WHERE id = 3 | knows until when | job 3",
        "UPDATE attempt SET error_code = NULL WHERE job = 4 | parked it | job 4",
        "UPDATE campaign SET state = 'PAUSED' | in campaigns that run | job 6",
        "DELETE FROM job_spec WHERE job = 6 | what it is to measure | job 6"
      })
  void whatever_must_never_be_is_found(String damage, String rule, String where)
      throws SQLException {
    try (Connection connection = address.source().getConnection();
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(damage)).isPositive();
    }
    assertThat(broken())
        .anySatisfy(
            found -> {
              assertThat(found.rule()).contains(rule);
              assertThat(found.found()).anyMatch(text -> text.contains(where));
            });
  }

  @Test
  void every_measurement_is_exported_as_from_a_file() throws IOException {
    StringBuilder csv = new StringBuilder();
    try (LedgerDatabase ledger = LedgerDatabase.open(address)) {
      assertThat(ledger.exportCsv(CAMPAIGN, csv)).isEqualTo(2);
      assertThatThrownBy(() -> ledger.requireCampaign("other")).hasMessageContaining(CAMPAIGN);
    }
    List<String> lines = csv.toString().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).startsWith(CAMPAIGN + ",1,k000000,").contains(",a,device-of-a,");
    assertThat(lines.get(2)).contains("RUN_CRASHED,child ended with signal 11");
  }

  @Test
  void what_is_no_ledger_is_refused() {
    PostgresAddress empty = PostgresServer.newDatabase();
    assertThatThrownBy(() -> LedgerDatabase.open(empty)).hasMessageContaining("is no ledger");
    PostgresAddress missing = new PostgresAddress(address.url() + "_not", "postgres", "");
    assertThatThrownBy(() -> LedgerDatabase.open(missing)).hasMessageContaining("does not exist");
  }

  @Test
  void the_command_that_copies_it_can_be_typed_as_it_is() {
    PostgresAddress there =
        new PostgresAddress(
            "jdbc:postgresql://db.lab:5433/farm?sslmode=verify-full", "o'brien", "");
    assertThat(there.dumpCommand(Path.of("/etc/meterfarm/my password"), Path.of("farm.dump")))
        .isEqualTo(
            "PGPASSWORD=\"$(head -n 1 '/etc/meterfarm/my password')\" PGSSLMODE=verify-full"
                + " pg_dump --format=custom --host=db.lab --port=5433 --username='o'\\''brien'"
                + " --file=farm.dump farm");
  }
}
