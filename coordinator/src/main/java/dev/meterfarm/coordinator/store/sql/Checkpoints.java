package dev.meterfarm.coordinator.store.sql;

import java.sql.Connection;
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
 * the writer goes on. Otherwise the writer would do it, and everybody would wait for that. To begin
 * the log anew is left to the writer: when he comes to it, hardly anything is left to copy.
 */
final class Checkpoints implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Connection connection;
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "ledger-checkpoint");
            thread.setDaemon(true);
            return thread;
          });

  private Checkpoints(Connection connection) {
    this.connection = connection;
  }

  /**
   * Begins.
   *
   * @param connection belongs to this from now on
   */
  static Checkpoints start(Connection connection) {
    Checkpoints checkpoints = new Checkpoints(connection);
    var unused =
        checkpoints.rounds.scheduleWithFixedDelay(
            checkpoints::copy, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    return checkpoints;
  }

  private void copy() {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(PASSIVE)");
    } catch (SQLException e) {
      log.debug("the log is copied later", e); // the disk may be full; the writer will tell
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
