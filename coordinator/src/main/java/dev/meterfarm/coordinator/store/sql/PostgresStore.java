package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.protocol.error.FarmException;
import java.time.Clock;

/**
 * All ports of the ledger on one PostgreSQL database, which several coordinators may share. Opening
 * it brings the schema up to date.
 */
public final class PostgresStore extends SqlStore {
  private final PostgresDatabase database;

  private PostgresStore(PostgresDatabase database, Clock clock) {
    super(database, clock);
    this.database = database;
  }

  /**
   * Opens the ledger.
   *
   * @param clock must agree with those of the other coordinators to a second or so
   * @throws FarmException with STORAGE_FAILED if it cannot be reached, or holds the ledger of a
   *     newer version
   */
  public static PostgresStore open(PostgresAddress address, Clock clock) {
    StorageErrors errors = new PostgresErrors(address.toString());
    Migrations.run(address.source(), "postgresql", address, errors);
    return new PostgresStore(new PostgresDatabase(address, errors), clock);
  }

  @Override
  public void close() {
    database.close();
  }
}
