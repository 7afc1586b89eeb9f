package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.access.AccessStore;
import dev.meterfarm.coordinator.registry.RegistryStore;
import dev.meterfarm.coordinator.store.BlobStore;
import dev.meterfarm.coordinator.store.CampaignStore;
import dev.meterfarm.coordinator.store.DecisionJournal;
import dev.meterfarm.coordinator.store.JobCatalogue;
import dev.meterfarm.coordinator.store.JobLedger;
import dev.meterfarm.coordinator.store.JobPlan;
import dev.meterfarm.coordinator.store.LeaseSweep;
import dev.meterfarm.coordinator.store.MeasurementStore;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
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
public final class SqliteStore implements AutoCloseable {
  /** Name of the ledger's file in the data folder. */
  public static final String FILE_NAME = "meterfarm.db";

  private static final Logger log = LoggerFactory.getLogger(SqliteStore.class);
  private static final int READERS = 2;
  private static final int BUSY_TIMEOUT_MILLIS = 5_000;

  private final FolderLock lock;
  private final Writer writer;
  private final Readers readers;
  private final SqlCampaigns campaigns;
  private final SqlDecisions decisions;
  private final SqlJobPlan plan;
  private final SqlJobCatalogue catalogue;
  private final SqlJobLedger ledger;
  private final SqlLeaseSweep sweep;
  private final SqlMeasurements measurements;
  private final SqlBlobs blobs;
  private final SqlAccess access;
  private final SqlRegistry registry;

  private SqliteStore(FolderLock lock, Writer writer, Readers readers, Clock clock) {
    this.lock = lock;
    this.writer = writer;
    this.readers = readers;
    campaigns = new SqlCampaigns(writer, readers);
    decisions = new SqlDecisions(writer, readers, clock);
    plan = new SqlJobPlan(writer, readers, clock);
    catalogue = new SqlJobCatalogue(writer, readers);
    ledger = new SqlJobLedger(writer, clock);
    sweep = new SqlLeaseSweep(writer, readers, clock);
    measurements = new SqlMeasurements(writer, readers, clock);
    blobs = new SqlBlobs(writer, readers, clock);
    access = new SqlAccess(writer, readers);
    registry = new SqlRegistry(writer, readers, clock);
  }

  /**
   * Opens the ledger of a data folder, which is made if it is missing.
   *
   * @throws FarmException with STORAGE_FAILED if the folder is in use, cannot be written, or holds
   *     the ledger of a newer version
   */
  public static SqliteStore open(Path folder, Clock clock) {
    return open(folder, clock, 0);
  }

  /**
   * @param maxPages the file never grows beyond so many pages of 4 KiB; 0 for no limit. For tests:
   *     a full disk looks the same
   */
  static SqliteStore open(Path folder, Clock clock, int maxPages) {
    FolderLock lock = FolderLock.take(folder);
    Path file = folder.resolve(FILE_NAME);
    StorageErrors errors = new StorageErrors(file);
    try {
      migrate(source(file, false));
      if (maxPages > 0) {
        SQLiteDataSource limited = source(file, false);
        limited.getConfig().setMaxPageCount(maxPages);
        return start(lock, limited, file, errors, clock);
      }
      return start(lock, source(file, false), file, errors, clock);
    } catch (SQLException e) {
      release(lock);
      throw errors.translate(e);
    } catch (FlywayException e) {
      release(lock);
      throw explain(file, errors, e);
    } catch (RuntimeException e) {
      release(lock);
      throw e;
    }
  }

  private static SqliteStore start(
      FolderLock lock, SQLiteDataSource source, Path file, StorageErrors errors, Clock clock)
      throws SQLException {
    Writer writer = new Writer(source::getConnection, errors);
    Readers readers = new Readers(READERS, source(file, true)::getConnection, errors);
    return new SqliteStore(lock, writer, readers, clock);
  }

  private static SQLiteDataSource source(Path file, boolean readOnly) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    config.enforceForeignKeys(true);
    config.setCacheSize(-4_000); // in KiB, outside the Java heap
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    config.setReadOnly(readOnly);
    if (!readOnly) {
      config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    }
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
    return source;
  }

  private static void migrate(SQLiteDataSource source) {
    FluentConfiguration configuration =
        Flyway.configure(SqliteStore.class.getClassLoader())
            .dataSource(source)
            .locations("classpath:db/migration/sqlite")
            .failOnMissingLocations(true)
            .ignoreMigrationPatterns(
                new String[0]) // by default it would work on the ledger of a newer version
            .cleanDisabled(true)
            .loggers("slf4j");
    new Flyway(configuration).migrate();
  }

  private static FarmException explain(Path file, StorageErrors errors, FlywayException problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return errors.translate(sql);
      }
    }
    return new FarmException(
        ErrorCode.STORAGE_FAILED,
        "the ledger "
            + file
            + " does not fit this version of Meterfarm; use the version that wrote it or a newer"
            + " one, or another folder ("
            + String.valueOf(problem.getMessage()).lines().findFirst().orElse("")
            + ")",
        problem);
  }

  private static void release(FolderLock lock) {
    try {
      lock.close();
    } catch (IOException e) {
      log.debug("freeing the data folder failed, too", e); // the first problem is the one to tell
    }
  }

  public CampaignStore campaigns() {
    return campaigns;
  }

  public DecisionJournal decisions() {
    return decisions;
  }

  public JobPlan plan() {
    return plan;
  }

  public JobCatalogue catalogue() {
    return catalogue;
  }

  public JobLedger ledger() {
    return ledger;
  }

  public LeaseSweep sweep() {
    return sweep;
  }

  public MeasurementStore measurements() {
    return measurements;
  }

  public BlobStore blobs() {
    return blobs;
  }

  public AccessStore access() {
    return access;
  }

  public RegistryStore registry() {
    return registry;
  }

  @Override
  public void close() {
    try {
      writer.close();
      readers.close();
      lock.close();
    } catch (SQLException | IOException e) {
      throw new FarmException(ErrorCode.STORAGE_FAILED, "closing the ledger failed: " + e, e);
    }
  }
}
