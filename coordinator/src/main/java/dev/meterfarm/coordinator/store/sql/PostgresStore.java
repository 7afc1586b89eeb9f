package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.Leadership;
import dev.meterfarm.coordinator.store.StorageWatcher;
import dev.meterfarm.protocol.error.FarmException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * All ports of the ledger on one PostgreSQL database, which several coordinators may share. Opening
 * it brings the schema up to date.
 */
public final class PostgresStore extends SqlStore {
  private final PostgresAddress address;
  private final PostgresDatabase database;
  private final Clock clock;

  private PostgresStore(
      PostgresAddress address, PostgresDatabase database, Clock clock, StorageWatcher watcher) {
    super(new WatchedDatabase(database, watcher), clock);
    this.address = address;
    this.database = database;
    this.clock = clock;
  }

  /**
   * Opens the ledger.
   *
   * @param clock must agree with those of the other coordinators to a second or so
   * @throws FarmException with STORAGE_FAILED if it cannot be reached, or holds the ledger of a
   *     newer version
   */
  public static PostgresStore open(PostgresAddress address, Clock clock) {
    return open(address, clock, StorageWatcher.NONE);
  }

  /** Opens the ledger and has somebody told of every transaction. */
  public static PostgresStore open(PostgresAddress address, Clock clock, StorageWatcher watcher) {
    return open(address, clock, watcher, PostgresDatabase.LONGEST_PAUSE);
  }

  /** With another limit for pauses in transactions. */
  static PostgresStore open(
      PostgresAddress address, Clock clock, StorageWatcher watcher, Duration longestPause) {
    StorageErrors errors = new PostgresErrors(address.toString());
    Migrations.run(address.source(), "postgresql", address, errors);
    PostgresDatabase database = new PostgresDatabase(address, errors, longestPause);
    return new PostgresStore(address, database, clock, watcher);
  }

  @Override
  public Leadership leadership(String node) {
    return leadership(node, System::nanoTime);
  }

  /** With a ticker of the test's own. */
  Leadership leadership(String node, LongSupplier ticker) {
    StorageErrors errors = new PostgresErrors(address.toString());
    return new PostgresLeadership(address.source(), errors, clock, ticker, node);
  }

  @Override
  public void close() {
    database.close();
  }
}
