package dev.meterfarm.benchmarks.chaos;

import dev.meterfarm.coordinator.store.sql.PostgresAddress;
import dev.meterfarm.testkit.farm.SmallDisk;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of our own that crashes when it is told to, or when its disk is full, and comes up
 * again with its data as soon as {@link #lookAfter} finds it down.
 */
final class LedgerServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LedgerServer.class);
  private static final String DATABASE = "farm";
  private static final String USER = "postgres";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 50;

  /** Room for an empty database, its log and a long day's measurements. */
  private static final String DISK_SIZE = "256m";

  private static final int LAST_LINES = 20;

  /** Classes of errors of a server that is not there, starts or stops. */
  private static final List<String> AWAY = List.of("08", "57");

  private final List<String> command;
  private final Path logFile;
  private final int port;
  private final Optional<SmallDisk> disk;
  private Process server;
  private boolean closed;

  private LedgerServer(List<String> command, Path logFile, int port, Optional<SmallDisk> disk)
      throws IOException {
    this.command = command;
    this.logFile = logFile;
    this.port = port;
    this.disk = disk;
    this.server = run();
  }

  /**
   * Starts a server with an empty database.
   *
   * @param folder for data and log; must not exist yet
   * @param small whether the data is to be on a disk of its own that can be filled
   */
  static LedgerServer start(Path folder, int port, boolean small)
      throws IOException, SQLException, InterruptedException {
    Path data = folder.resolve("data");
    Files.createDirectories(folder);
    String programs = initialise(data, port);
    Optional<SmallDisk> disk = Optional.empty();
    Path place = data;
    if (small) {
      place = folder.resolve("small-disk");
      disk = Optional.of(SmallDisk.mount(place, DISK_SIZE));
      disk.get().takeIn(data);
    }
    List<String> command = new ArrayList<>(disk.map(SmallDisk::entering).orElse(List.of()));
    if (small || Files.getAttribute(data, "unix:uid").equals(0)) {
      command.addAll(List.of("unshare", "-U")); // it refuses to run as root
    }
    command.add(programs + "/postgres");
    command.addAll(List.of("-D", place.toString(), "-p", Integer.toString(port)));
    for (String setting :
        List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            // What is acknowledged must be there after a crash all the same.
            "synchronous_commit=off",
            "max_connections=120",
            "shared_buffers=32MB",
            "min_wal_size=32MB",
            "max_wal_size=64MB")) {
      command.addAll(List.of("-c", setting));
    }
    LedgerServer started = new LedgerServer(command, folder.resolve("log"), port, disk);
    var unused = started.ask("SELECT 1");
    return started;
  }

  /**
   * Makes a database.
   *
   * @return the folder with PostgreSQL's programs
   */
  private static String initialise(Path data, int port) throws IOException, SQLException {
    try (EmbeddedPostgres first =
            EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setPGStartupWait(START_LIMIT)
                .start();
        Connection connection = first.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + DATABASE);
      try (ResultSet row =
          statement.executeQuery("SELECT setting FROM pg_config WHERE name = 'BINDIR'")) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private Process run() throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()))
        .start();
  }

  int port() {
    return port;
  }

  /** Its disk, if that can be filled. */
  Optional<SmallDisk> disk() {
    return disk;
  }

  /**
   * The database.
   *
   * @param host the address of a line that leads here
   */
  static PostgresAddress address(String host, int through) {
    return new PostgresAddress(
        "jdbc:postgresql://" + host + ":" + through + "/" + DATABASE, USER, "");
  }

  /** Ends every connection of the farm. */
  void endConnections() throws SQLException {
    askNow(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            + " WHERE application_name = 'meterfarm'");
  }

  /** Ends the server without giving it time for anything. */
  synchronized void crash() throws IOException, InterruptedException {
    signal("QUIT");
    if (!server.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException("PostgreSQL does not crash");
    }
  }

  private void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(server.pid()))
        .inheritIO()
        .start()
        .waitFor();
  }

  /** Starts it again if it has ended, whatever the reason. */
  synchronized void lookAfter() throws IOException {
    if (!closed && !server.isAlive()) {
      log.info("PostgreSQL is down, with {}: it starts again", server.exitValue());
      server = run();
    }
  }

  /** What a query finds, one text a row, once the server answers. */
  List<String> ask(String sql, Object... values) throws SQLException, InterruptedException {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      try {
        return askNow(sql, values);
      } catch (SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (System.nanoTime() - end > 0 || AWAY.stream().noneMatch(state::startsWith)) {
          throw e;
        }
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  /** The same, if the server answers at this moment. */
  List<String> askNow(String sql, Object... values) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(address("127.0.0.1", port).url(), USER, "");
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

  /** A single number, once the server answers. */
  long count(String sql, Object... values) throws SQLException, InterruptedException {
    return Long.parseLong(ask(sql, values).get(0));
  }

  /** The last that the server said. */
  String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(logFile);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }

  @Override
  public synchronized void close() throws IOException, InterruptedException {
    closed = true;
    signal("INT");
    if (!server.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      server.destroyForcibly();
    }
    disk.ifPresent(SmallDisk::close);
  }
}
