package dev.meterfarm.coordinator.store.sql;

import java.sql.SQLException;

/** What is to be done in one transaction. */
@FunctionalInterface
interface Work<T> {
  T run(Session session) throws SQLException;
}
