package dev.meterfarm.coordinator.node;

import dev.meterfarm.coordinator.config.NodeSettings;
import dev.meterfarm.coordinator.store.StorageWatcher;
import dev.meterfarm.coordinator.store.sql.PostgresAddress;
import dev.meterfarm.coordinator.store.sql.PostgresStore;
import dev.meterfarm.coordinator.store.sql.SqlStore;
import dev.meterfarm.coordinator.store.sql.SqliteStore;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** The ledger that the settings name. */
final class Ledgers {
  private Ledgers() {}

  static SqlStore open(NodeSettings settings, Clock clock, StorageWatcher watcher) {
    if (settings.database().isEmpty()) {
      return SqliteStore.open(settings.data(), clock, watcher);
    }
    NodeSettings.Database database = settings.database().get();
    makeFolder(settings.data());
    String password = firstLine(database.passwordFile());
    return PostgresStore.open(
        new PostgresAddress(database.url(), database.user(), password), clock, watcher);
  }

  /** Tokens and the certificate are kept there all the same. */
  private static void makeFolder(Path data) {
    try {
      Files.createDirectories(data);
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.STORAGE_FAILED, "the data folder " + data + " cannot be made: " + e, e);
    }
  }

  private static String firstLine(Path file) {
    try {
      return Files.readString(file).lines().findFirst().orElse("").strip();
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.INVALID_CONFIGURATION,
          "cannot read " + file + ": name the file with the database's password in password-file",
          e);
    }
  }
}
