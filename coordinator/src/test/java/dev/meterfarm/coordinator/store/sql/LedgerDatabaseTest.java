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
import org.junit.jupiter.params.provider.MethodSource;

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
  @MethodSource("dev.meterfarm.coordinator.store.sql.SampleLedger#damages")
  void whatever_must_never_be_is_found(String damage, String rule, String where)
      throws SQLException {
    try (Connection connection = address.source().getConnection();
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(damage)).isPositive();
    }
    SampleLedger.assertFound(broken(), rule, where);
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
