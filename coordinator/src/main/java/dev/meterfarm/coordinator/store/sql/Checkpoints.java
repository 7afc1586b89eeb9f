package dev.meterfarm.coordinator.store.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies SQLite's write-ahead log into the database on a thread of its own, again and again, while
 * the writer goes on. Otherwise the writer would do it, and everybody would wait for that.
 *
 * <p>The log can begin anew only when all of it has been copied, which it never is while somebody
 * writes. So once it is long, what came during the last copy is copied as well, and the little that
 * came during that while the writer waits.
 */
final class Checkpoints implements AutoCloseable {
  /** The log is to begin anew when it has so many pages. */
  static final int LONG_LOG_PAGES = 16_000;

  private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Connection connection;
  private final Writer writer;
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "ledger-checkpoint");
            thread.setDaemon(true);
            return thread;
          });

  private Checkpoints(Connection connection, Writer writer) {
    this.connection = connection;
    this.writer = writer;
  }

  /**
   * Begins.
   *
   * @param connection belongs to this from now on
   * @param writer the only one who writes to the log
   */
  static Checkpoints start(Connection connection, Writer writer) {
    Checkpoints checkpoints = new Checkpoints(connection, writer);
    var unused =
        checkpoints.rounds.scheduleWithFixedDelay(
            checkpoints::round, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    return checkpoints;
  }

  private void round() {
    try {
      if (copy() >= LONG_LOG_PAGES) {
        copy();
        writer.whileStill(this::copy);
      }
    } catch (SQLException e) {
      log.debug("the log is copied later", e); // the disk may be full; the writer will tell
    }
  }

  /** Copies what no reader is in the way of; returns how many pages the log has. */
  private int copy() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
      return row.next() ? row.getInt(2) : 0;
    }
  }

  @Override
  public void close() throws SQLException {
    rounds.shutdown();
    boolean interrupted = false;
    while (!rounds.isTerminated()) {
      try {
        rounds.awaitTermination(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    connection.close();
  }
}
