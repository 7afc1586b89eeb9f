package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.protocol.job.JobId;
import java.sql.SQLException;

/**
 * What the databases say differently. SQLite has one writer, who sees what he needs and locks
 * nothing; in PostgreSQL transactions run side by side, in READ COMMITTED, and lock first.
 */
enum Dialect {
  SQLITE("", ""),
  POSTGRESQL(" FOR UPDATE", " FOR UPDATE SKIP LOCKED");

  private final String lock;
  private final String skip;

  Dialect(String lock, String skip) {
    this.lock = lock;
    this.skip = skip;
  }

  /** Appended to a query for rows that are about to be changed: waits for who changes them now. */
  String locking() {
    return lock;
  }

  /** The same, but leaves out the rows that somebody else is changing now. */
  String lockingWhatIsFree() {
    return skip;
  }

  /** {@link #lockingWhatIsFree} for one table of a join. */
  String lockingWhatIsFree(String alias) {
    return skip.replace("UPDATE", "UPDATE OF " + alias);
  }

  /**
   * Waits until nobody else changes the job. What is read afterwards is what the other one left: a
   * query that waits by itself would see a mixture where it joins.
   */
  void lock(Session session, JobId job) throws SQLException {
    if (!lock.isEmpty()) {
      session.first("SELECT 1 FROM job WHERE id = ?" + lock, row -> row.getInt(1), job.value());
    }
  }

  /** The same for the holder of a device. */
  void lockHold(Session session, String device) throws SQLException {
    if (!lock.isEmpty()) {
      session.first(
          "SELECT 1 FROM device_hold WHERE device = ?" + lock, row -> row.getInt(1), device);
    }
  }
}
