package dev.meterfarm.coordinator.store.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.sql.Connection;
import java.sql.SQLException;

/** Pools of connections to one PostgreSQL database, which several coordinators may share. */
final class PostgresDatabase implements Database {
  private static final int WRITERS = 8;
  private static final int READERS = 4;
  private static final int MOST_REPETITIONS = 20;
  private static final long PATIENCE_MILLIS = 10_000;

  private final StorageErrors errors;
  private final HikariDataSource writers;
  private final HikariDataSource readers;
  private volatile boolean closed;

  PostgresDatabase(PostgresAddress address, StorageErrors errors) {
    this.errors = errors;
    writers = pool(address, "ledger-writers", WRITERS);
    readers = pool(address, "ledger-readers", READERS);
  }

  private static HikariDataSource pool(PostgresAddress address, String name, int size) {
    HikariConfig config = new HikariConfig();
    boolean reads = size == READERS;
    config.setPoolName(name);
    config.setMaximumPoolSize(size);
    config.setDataSource(address.source());
    config.setAutoCommit(false);
    config.setReadOnly(reads);
    config.setTransactionIsolation(
        reads ? "TRANSACTION_REPEATABLE_READ" : "TRANSACTION_READ_COMMITTED");
    config.setConnectionTimeout(PATIENCE_MILLIS);
    config.setInitializationFailTimeout(-1); // the migration tells better what is wrong
    return new HikariDataSource(config);
  }

  @Override
  public <T> T write(Work<T> work) {
    for (int repetitions = 0; ; repetitions++) {
      requireOpen();
      try (Session session = Session.over(writers.getConnection(), Dialect.POSTGRESQL)) {
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
    requireOpen();
    try (Session session = Session.over(readers.getConnection(), Dialect.POSTGRESQL)) {
      return inTransaction(session, work);
    } catch (SQLException e) {
      throw errors.translate(e);
    }
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
