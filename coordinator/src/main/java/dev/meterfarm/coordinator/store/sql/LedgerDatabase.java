package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.BrokenRule;
import dev.meterfarm.protocol.error.FarmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/** A ledger in PostgreSQL; whatever is read is one state of it. */
public final class LedgerDatabase extends LedgerView {
  private static final int ROWS_AT_ONCE = 1_000;

  private LedgerDatabase(PostgresAddress address, StorageErrors errors, Session session) {
    super(address.toString(), errors, session);
  }

  /**
   * Opens a ledger.
   *
   * @throws FarmException with STORAGE_FAILED if it cannot be read
   */
  public static LedgerDatabase open(PostgresAddress address) {
    PGSimpleDataSource source = address.source();
    source.setSocketTimeout(0); // a rule may take its time over 10^7 rows
    source.setDefaultRowFetchSize(ROWS_AT_ONCE);
    StorageErrors errors = new PostgresErrors(address.toString());
    try {
      Connection connection = source.getConnection();
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      LedgerDatabase ledger =
          new LedgerDatabase(address, errors, Session.over(connection, Dialect.POSTGRESQL));
      ledger.requireLedger(
          "SELECT table_name FROM information_schema.tables"
              + " WHERE table_schema = current_schema()");
      return ledger;
    } catch (SQLException e) {
      throw errors.translate(e);
    }
  }

  @Override
  public int rules() {
    return LedgerRules.count();
  }

  @Override
  public List<BrokenRule> broken(long nowMillis) {
    try {
      List<BrokenRule> broken = LedgerRules.broken(session(), nowMillis);
      session().connection().rollback();
      return broken;
    } catch (SQLException e) {
      throw errors().translate(e);
    }
  }
}
