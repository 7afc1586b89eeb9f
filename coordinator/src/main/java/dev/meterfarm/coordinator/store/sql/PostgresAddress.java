package dev.meterfarm.coordinator.store.sql;

import java.util.Objects;
import javax.sql.DataSource;
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

  DataSource source() {
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

  @Override
  public String toString() {
    return url;
  }
}
