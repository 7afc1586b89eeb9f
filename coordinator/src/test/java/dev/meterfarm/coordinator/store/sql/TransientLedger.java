package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.Leadership;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements and the schema of the real ledger on a database in memory, for tests that need ten
 * thousand of them. Several coordinators, each with a clock of its own, may look at it. For one
 * thread.
 */
public final class TransientLedger implements AutoCloseable {
  private final Session session;
  private final List<String> tables;
  private long writes;

  private TransientLedger(Session session, List<String> tables) {
    this.session = session;
    this.tables = tables;
  }

  /**
   * Opens an empty ledger. One at a time: of two that read a file at once, one may find it locked.
   *
   * @param folder of a ledger whose schema is taken over
   */
  public static synchronized TransientLedger like(Path folder) {
    try {
      Session session = Session.open(() -> DriverManager.getConnection("jdbc:sqlite::memory:"));
      try (Statement copy = session.connection().createStatement()) {
        copy.executeUpdate("restore from " + folder.resolve(SqliteStore.FILE_NAME));
      }
      List<String> tables =
          session.list(
              "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
                  + " AND name NOT LIKE 'flyway%' AND name <> 'leader'",
              row -> row.getString(1));
      if (tables.isEmpty()) {
        throw new IllegalStateException("nothing could be copied from the ledger in " + folder);
      }
      return new TransientLedger(session, tables);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Forgets everything. */
  public void clear() {
    try {
      for (String table : tables) {
        session.update("DELETE FROM " + table);
      }
      session.connection().commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Grows whenever something may have changed. */
  public long writes() {
    return writes;
  }

  /** What a query finds, one row a line; for what no port asks. */
  public List<String> ask(String sql, Object... values) {
    List<String> found = new ArrayList<>();
    try {
      session.each(sql, row -> found.add(row.getString(1)), values);
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The ledger as a coordinator with this clock sees it. */
  public SqlStore seenWith(Clock clock) {
    return new View(new OneConnection(), clock);
  }

  @Override
  public void close() {
    session.closeQuietly();
  }

  private static final class View extends SqlStore {
    View(Database database, Clock clock) {
      super(database, clock);
    }

    @Override
    public Leadership leadership(String node) {
      throw new UnsupportedOperationException("nobody leads here");
    }

    @Override
    public void close() {}
  }

  private final class OneConnection implements Database {
    @Override
    public <T> T write(Work<T> work) {
      writes++;
      try {
        boolean done = false;
        try {
          T result = work.run(session);
          done = true;
          return result;
        } finally {
          if (done) {
            session.connection().commit();
          } else {
            session.connection().rollback();
          }
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    /** The transaction stays open: with one thread, the next one sees the same. */
    @Override
    public <T> T read(Work<T> work) {
      try {
        return work.run(session);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {}
  }
}
