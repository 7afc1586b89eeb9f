package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.protocol.error.FarmException;
import java.sql.SQLException;

/** Turns what the database says into what failed, where, and what to do about it. */
@FunctionalInterface
interface StorageErrors {
  FarmException translate(SQLException problem);
}
