package dev.meterfarm.coordinator.store.sql;

import java.sql.SQLException;

/** The one row that says who leads. */
final class LeaderRow {
  /** What a watcher sees of the leader; the same twice means that there was no sign of life. */
  record Sign(long term, long beat) {}

  private LeaderRow() {}

  /** Begins a new term and returns its number. */
  static long takeOver(Session session, String node, long now) throws SQLException {
    return session
        .first(
            "UPDATE leader SET term = term + 1, node = ?, since_ms = ?, beat = beat + 1"
                + " WHERE id = 1 RETURNING term",
            row -> row.getLong(1),
            node,
            now)
        .orElseThrow();
  }

  /** A sign of life; false if the term is over. */
  static boolean beat(Session session, long term) throws SQLException {
    return session.update("UPDATE leader SET beat = beat + 1 WHERE id = 1 AND term = ?", term) == 1;
  }

  static Sign sign(Session session) throws SQLException {
    return session
        .first(
            "SELECT term, beat FROM leader WHERE id = 1",
            row -> new Sign(row.getLong(1), row.getLong(2)))
        .orElseThrow();
  }
}
