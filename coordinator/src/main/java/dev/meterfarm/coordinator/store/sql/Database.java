package dev.meterfarm.coordinator.store.sql;

import java.sql.SQLException;

/**
 * Runs work in transactions, from any thread. Work must not begin other work: with all connections
 * lent it would wait for itself. It may run more than once before it succeeds, so it changes
 * nothing but the database.
 */
interface Database extends AutoCloseable {
  /** Does the work and returns when it is durable; if the work throws, nothing has happened. */
  <T> T write(Work<T> work);

  /** Lets the work read one state of the database; it cannot write. */
  <T> T read(Work<T> work);

  /** Finishes what was asked for before, then refuses everything. */
  @Override
  void close() throws SQLException;
}
