package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Brings a ledger's schema up to date. */
final class Migrations {
  private Migrations() {}

  /**
   * @param dialect the folder of the scripts
   * @param where the ledger, for messages
   * @throws FarmException with STORAGE_FAILED if it cannot be reached or is of a newer version
   */
  static void run(DataSource source, String dialect, Object where, StorageErrors errors) {
    FluentConfiguration configuration =
        Flyway.configure(Migrations.class.getClassLoader())
            .dataSource(source)
            .locations("classpath:db/migration/" + dialect)
            .failOnMissingLocations(true)
            .ignoreMigrationPatterns(
                new String[0]) // by default it would work on the ledger of a newer version
            .cleanDisabled(true)
            .loggers("slf4j");
    try {
      new Flyway(configuration).migrate();
    } catch (FlywayException e) {
      throw explain(where, errors, e);
    }
  }

  private static FarmException explain(
      Object where, StorageErrors errors, FlywayException problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return errors.translate(sql);
      }
    }
    return new FarmException(
        ErrorCode.STORAGE_FAILED,
        "the ledger "
            + where
            + " does not fit this version of Meterfarm; use the version that wrote it or a newer"
            + " one, or another ledger ("
            + String.valueOf(problem.getMessage()).lines().findFirst().orElse("")
            + ")",
        problem);
  }
}
