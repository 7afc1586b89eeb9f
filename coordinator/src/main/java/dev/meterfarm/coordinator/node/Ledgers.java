package dev.meterfarm.coordinator.node;

import dev.meterfarm.coordinator.config.NodeSettings;
import dev.meterfarm.coordinator.store.StorageWatcher;
import dev.meterfarm.coordinator.store.sql.LedgerDatabase;
import dev.meterfarm.coordinator.store.sql.LedgerFile;
import dev.meterfarm.coordinator.store.sql.LedgerView;
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
import java.util.Optional;

/** The ledger that the settings name. */
public final class Ledgers {
  private Ledgers() {}

  static SqlStore open(NodeSettings settings, Clock clock, StorageWatcher watcher) {
    if (settings.database().isEmpty()) {
      return SqliteStore.open(settings.data(), clock, watcher);
    }
    makeFolder(settings.data());
    return PostgresStore.open(address(settings.database().get()), clock, watcher);
  }

  /** The ledger for somebody who only looks, whether a coordinator works with it or not. */
  public static LedgerView view(NodeSettings settings) {
    return settings.database().isEmpty()
        ? LedgerFile.open(settings.data())
        : LedgerDatabase.open(address(settings.database().get()));
  }

  /** The command that copies a ledger in a database; empty for one in a file. */
  public static Optional<String> dumpCommand(NodeSettings settings, Path copy) {
    return settings
        .database()
        .map(
            database ->
                new PostgresAddress(database.url(), database.user(), "")
                    .dumpCommand(database.passwordFile(), copy));
  }

  private static PostgresAddress address(NodeSettings.Database database) {
    return new PostgresAddress(database.url(), database.user(), firstLine(database.passwordFile()));
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
