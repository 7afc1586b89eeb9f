package dev.meterfarm.benchmarks.chaos;

import dev.meterfarm.coordinator.store.sql.PostgresAddress;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL of our own that crashes when it is told to, and comes up again with its data. */
final class LedgerServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LedgerServer.class);
  private static final String DATABASE = "farm";
  private static final String USER = "postgres";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final int MOST_STARTS = 5;
  private static final long POLL_MILLIS = 50;

  private final Path data;
  private final int port;
  private volatile EmbeddedPostgres server;

  private LedgerServer(Path data, EmbeddedPostgres server) {
    this.data = data;
    this.server = server;
    this.port = server.getPort();
  }

  /** Starts a server with an empty database in a folder that must not exist yet. */
  static LedgerServer start(Path data, int port) throws IOException, SQLException {
    LedgerServer started = new LedgerServer(data, open(data, port));
    try (Connection connection = started.server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + DATABASE);
    }
    return started;
  }

  private static EmbeddedPostgres open(Path data, int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPort(port)
        .setPGStartupWait(START_LIMIT)
        // What is acknowledged must be there after a crash all the same.
        .setServerConfig("synchronous_commit", "off")
        .setServerConfig("max_connections", "120")
        .setServerConfig("shared_buffers", "32MB")
        .start();
  }

  int port() {
    return port;
  }

  /** The database through a port that leads here. */
  static PostgresAddress address(int through) {
    return new PostgresAddress("jdbc:postgresql://127.0.0.1:" + through + "/" + DATABASE, USER, "");
  }

  /** Ends every connection of the farm. */
  void endConnections() throws SQLException {
    ask(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            + " WHERE application_name = 'meterfarm'");
  }

  /** Ends the server without giving it time for anything, and starts it again. */
  synchronized void crash() throws IOException, InterruptedException {
    Path pidFile = data.resolve("postmaster.pid");
    String pid = Files.readAllLines(pidFile).get(0).strip();
    new ProcessBuilder("kill", "-QUIT", pid).inheritIO().start().waitFor();
    while (Files.exists(pidFile)) {
      Thread.sleep(POLL_MILLIS);
    }
    log.info(
        "PostgreSQL has crashed as it was told to; that it cannot be stopped now is no wonder");
    server.close(); // frees its lock on the folder
    for (int starts = 1; ; starts++) {
      try {
        server = open(data, port);
        return;
      } catch (IOException | RuntimeException e) {
        if (starts == MOST_STARTS) {
          throw new IOException("PostgreSQL does not come up again", e);
        }
        log.info("PostgreSQL does not come up yet: {}", e.toString());
      }
    }
  }

  /** What a query finds, one text a row, once the server answers. */
  List<String> ask(String sql, Object... values) throws SQLException {
    try (Connection connection = server.getDatabase(USER, DATABASE).getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      List<String> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
      return found;
    }
  }

  /** A single number. */
  long count(String sql, Object... values) throws SQLException {
    return Long.parseLong(ask(sql, values).get(0));
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
