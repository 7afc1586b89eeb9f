package dev.meterfarm.coordinator.store.sql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/**
 * A real PostgreSQL, started once for all tests of this process and stopped with it. Where it
 * cannot start (only binaries for Linux on x86-64 are at hand) tests skip and say so; with {@code
 * METERFARM_REQUIRE_POSTGRES=1}, as in CI, they fail.
 */
public final class PostgresServer {
  private static final AtomicInteger databases = new AtomicInteger();
  private static EmbeddedPostgres server;
  private static String failure;

  private PostgresServer() {}

  /** An empty database of its own for each caller. */
  public static PostgresAddress newDatabase() {
    EmbeddedPostgres running = requireServer();
    String name = "test_" + databases.incrementAndGet();
    try (Connection connection = running.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new AssertionError("no database for the test", e);
    }
    return new PostgresAddress(
        "jdbc:postgresql://localhost:" + running.getPort() + "/" + name, "postgres", "postgres");
  }

  private static synchronized EmbeddedPostgres requireServer() {
    if (server == null && failure == null) {
      try {
        // A crash of this server is no part of any test, so nothing need be synced to the disk.
        server =
            EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("synchronous_commit", "off")
                .setServerConfig("max_connections", "100")
                .setServerConfig("shared_buffers", "32MB")
                .start();
      } catch (IOException | RuntimeException e) {
        failure = e.toString();
      }
    }
    if (server == null && "1".equals(System.getenv("METERFARM_REQUIRE_POSTGRES"))) {
      throw new AssertionError(
          "METERFARM_REQUIRE_POSTGRES is 1, but PostgreSQL does not start: " + failure);
    }
    Assumptions.assumeTrue(server != null, () -> "PostgreSQL does not start here: " + failure);
    return server;
  }
}
