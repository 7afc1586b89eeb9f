package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.Leadership;
import dev.meterfarm.coordinator.store.StorageWatcher;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * All ports of the ledger on one SQLite file.
 *
 * <ol>
 *   <li>{@link #open} takes the data folder for this process, brings the schema up to date and
 *       starts the writer thread.
 *   <li>The ports may be used from any thread.
 *   <li>{@link #close} finishes what was asked for before, and frees the folder.
 * </ol>
 */
public final class SqliteStore extends SqlStore {
  /** Name of the ledger's file in the data folder. */
  public static final String FILE_NAME = "meterfarm.db";

  private static final Logger log = LoggerFactory.getLogger(SqliteStore.class);
  private static final int READERS = 2;
  private static final int BUSY_TIMEOUT_MILLIS = 5_000;
  private static final int PAGE_BYTES = 4_096;

  /** The writer itself copies a log of so many pages: something keeps the others from it. */
  private static final int LONGEST_LOG_PAGES = 4 * Checkpoints.LONG_LOG_PAGES;

  private final FolderLock lock;
  private final SqliteDatabase database;
  private final Clock clock;
  private final AtomicReference<Leadership> leader = new AtomicReference<>();

  private SqliteStore(
      FolderLock lock, SqliteDatabase database, Clock clock, StorageWatcher watcher) {
    super(new WatchedDatabase(database, watcher), clock);
    this.lock = lock;
    this.database = database;
    this.clock = clock;
  }

  /**
   * Opens the ledger of a data folder, which is made if it is missing.
   *
   * @throws FarmException with STORAGE_FAILED if the folder is in use, cannot be written, or holds
   *     the ledger of a newer version
   */
  public static SqliteStore open(Path folder, Clock clock) {
    return open(folder, clock, StorageWatcher.NONE);
  }

  /** Opens the ledger and has somebody told of every transaction. */
  public static SqliteStore open(Path folder, Clock clock, StorageWatcher watcher) {
    return open(folder, clock, watcher, 0);
  }

  /**
   * @param maxPages the file never grows beyond so many pages of 4 KiB; 0 for no limit. For tests:
   *     a full disk looks the same
   */
  static SqliteStore open(Path folder, Clock clock, StorageWatcher watcher, int maxPages) {
    FolderLock lock = FolderLock.take(folder);
    Path file = folder.resolve(FILE_NAME);
    StorageErrors errors = new SqliteErrors(file);
    try {
      Migrations.run(source(file, false), "sqlite", file, errors);
      if (maxPages > 0) {
        SQLiteDataSource limited = source(file, false);
        limited.getConfig().setMaxPageCount(maxPages);
        return start(lock, limited, file, errors, clock, watcher);
      }
      return start(lock, source(file, false), file, errors, clock, watcher);
    } catch (SQLException e) {
      release(lock);
      throw errors.translate(e);
    } catch (RuntimeException e) {
      release(lock);
      throw e;
    }
  }

  private static SqliteStore start(
      FolderLock lock,
      SQLiteDataSource source,
      Path file,
      StorageErrors errors,
      Clock clock,
      StorageWatcher watcher)
      throws SQLException {
    Writer writer = new Writer(() -> writing(source), errors);
    Readers readers = new Readers(READERS, source(file, true)::getConnection, errors);
    return new SqliteStore(
        lock,
        new SqliteDatabase(writer, readers, Checkpoints.start(source.getConnection(), writer)),
        clock,
        watcher);
  }

  private static Connection writing(SQLiteDataSource source) throws SQLException {
    Connection connection = source.getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_autocheckpoint = " + LONGEST_LOG_PAGES);
      statement.execute(
          "PRAGMA journal_size_limit = " + 2L * Checkpoints.LONG_LOG_PAGES * PAGE_BYTES);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static SQLiteDataSource source(Path file, boolean readOnly) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    config.enforceForeignKeys(true);
    config.setCacheSize(readOnly ? -4_000 : -32_000); // in KiB, outside the Java heap
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    config.setReadOnly(readOnly);
    if (!readOnly) {
      config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    }
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
    return source;
  }

  private static void release(FolderLock lock) {
    try {
      lock.close();
    } catch (IOException e) {
      log.debug("freeing the data folder failed, too", e); // the first problem is the one to tell
    }
  }

  @Override
  public Leadership leadership(String node) {
    return new SqliteLeadership(database, clock, node, leader);
  }

  @Override
  public void close() {
    try {
      database.close();
      lock.close();
    } catch (SQLException | IOException e) {
      throw new FarmException(ErrorCode.STORAGE_FAILED, "closing the ledger failed: " + e, e);
    }
  }
}
