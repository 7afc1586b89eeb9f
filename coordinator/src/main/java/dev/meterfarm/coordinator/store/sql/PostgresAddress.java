package dev.meterfarm.coordinator.store.sql;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import javax.sql.DataSource;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where a PostgreSQL database is.
 *
 * @param url such as {@code jdbc:postgresql://host:5432/meterfarm?sslmode=verify-full}
 * @param user the owner of the database
 * @param password never in the url, which is logged
 */
public record PostgresAddress(String url, String user, String password) {
  public PostgresAddress {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(password, "password");
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "a database url must begin with jdbc:postgresql:, but is " + url);
    }
    if (url.contains("password=")) {
      throw new IllegalArgumentException("the password must not be part of the database url");
    }
  }

  PGSimpleDataSource source() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setUser(user);
    source.setPassword(password);
    source.setApplicationName("meterfarm");
    source.setTcpKeepAlive(true);
    source.setConnectTimeout(10); // seconds
    source.setSocketTimeout(60);
    return source;
  }

  /**
   * For transactions that lock rows. A coordinator that stands still in the middle of one holds up
   * the others no longer than this: then the server ends its connection.
   */
  DataSource source(Duration longestPause) {
    PGSimpleDataSource source = source();
    source.setOptions("-c idle_in_transaction_session_timeout=" + longestPause.toMillis());
    return source;
  }

  /**
   * How PostgreSQL's own tool copies the database, as one types it.
   *
   * @param passwordFile whose first line is the password
   * @param copy the file to write
   */
  public String dumpCommand(Path passwordFile, Path copy) {
    Properties parts = Driver.parseURL(url, null);
    String ssl = parts == null ? null : parts.getProperty("sslmode");
    return "PGPASSWORD=\"$(head -n 1 "
        + quoted(passwordFile)
        + ")\" "
        + (ssl == null ? "" : "PGSSLMODE=" + quoted(ssl) + " ")
        + "pg_dump --format=custom --host="
        + quoted(part(parts, "PGHOST", "HOST"))
        + " --port="
        + quoted(part(parts, "PGPORT", "5432"))
        + " --username="
        + quoted(user)
        + " --file="
        + quoted(copy)
        + " "
        + quoted(part(parts, "PGDBNAME", "DATABASE"));
  }

  private static String part(Properties parts, String name, String fallback) {
    return parts == null ? fallback : parts.getProperty(name, fallback);
  }

  private static String quoted(Object value) {
    String text = value.toString();
    return text.matches("[A-Za-z0-9_./:,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  @Override
  public String toString() {
    return url;
  }
}
