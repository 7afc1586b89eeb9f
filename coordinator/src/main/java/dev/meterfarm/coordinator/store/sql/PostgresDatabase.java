package dev.meterfarm.coordinator.store.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/** Pools of connections to one PostgreSQL database, which several coordinators may share. */
final class PostgresDatabase implements Database {
  private static final int WRITERS = 8;
  private static final int READERS = 4;
  private static final int MOST_REPETITIONS = 20;
  private static final long PATIENCE_MILLIS = 10_000;

  /**
   * What is acknowledged must outlive a crash of the server, also of one that was told not to wait
   * for its disk. Whoever waits for replicas goes on doing so.
   */
  static final String DURABLE =
      "SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit')"
          + " WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)";

  /** In the middle of a transaction; less than a leader may give no sign of life. */
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final StorageErrors errors;
  private final HikariDataSource writers;
  private final HikariDataSource readers;
  private volatile boolean closed;

  PostgresDatabase(PostgresAddress address, StorageErrors errors, Duration longestPause) {
    this.errors = errors;
    writers = pool(address.source(longestPause), "ledger-writers", WRITERS);
    readers = pool(address.source(longestPause), "ledger-readers", READERS);
  }

  private static HikariDataSource pool(DataSource source, String name, int size) {
    HikariConfig config = new HikariConfig();
    boolean reads = size == READERS;
    config.setPoolName(name);
    config.setMaximumPoolSize(size);
    config.setDataSource(source);
    config.setAutoCommit(false);
    config.setReadOnly(reads);
    config.setTransactionIsolation(
        reads ? "TRANSACTION_REPEATABLE_READ" : "TRANSACTION_READ_COMMITTED");
    config.setConnectionTimeout(PATIENCE_MILLIS);
    config.setConnectionInitSql(DURABLE);
    // In a transaction of its own: the next reader must not see the state of that moment.
    config.setIsolateInternalQueries(true);
    config.setInitializationFailTimeout(-1); // the migration tells better what is wrong
    return new HikariDataSource(config);
  }

  @Override
  public <T> T write(Work<T> work) {
    return repeatedly(writers, work);
  }

  private <T> T repeatedly(HikariDataSource connections, Work<T> work) {
    for (int repetitions = 0; ; repetitions++) {
      requireOpen();
      try (Session session = Session.over(connections.getConnection(), Dialect.POSTGRESQL)) {
        return inTransaction(session, work);
      } catch (SQLException e) {
        if (repetitions == MOST_REPETITIONS || !PostgresErrors.isWorthRepeating(e)) {
          throw errors.translate(e);
        }
      }
    }
  }

  private static <T> T inTransaction(Session session, Work<T> work) throws SQLException {
    Connection connection = session.connection();
    boolean done = false;
    try {
      T result = work.run(session);
      connection.commit();
      done = true;
      return result;
    } finally {
      if (!done) {
        rollBack(connection);
      }
    }
  }

  /** What made the work fail is what the caller has to hear of. */
  private static void rollBack(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      Session.log.debug("rolling back failed, too", e);
    }
  }

  @Override
  public <T> T read(Work<T> work) {
    return repeatedly(readers, work);
  }

  private void requireOpen() {
    if (closed) {
      throw new FarmException(ErrorCode.STORAGE_FAILED, "the ledger is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
    writers.close();
    readers.close();
  }
}
