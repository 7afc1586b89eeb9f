package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** What PostgreSQL says, by its SQLSTATE. */
final class PostgresErrors implements StorageErrors {
  private static final String DEADLOCK = "40P01";
  private static final String SERIALIZATION = "40001";

  /** The server ended a transaction in which nothing happened for long; nothing of it is there. */
  private static final String PAUSED = "25P03";

  private final String where;

  /**
   * @param where the database, without a password
   */
  PostgresErrors(String where) {
    this.where = where;
  }

  /** True if the same work may well succeed if it is simply done again. */
  static boolean isWorthRepeating(SQLException problem) {
    String state = problem.getSQLState();
    return DEADLOCK.equals(state) || SERIALIZATION.equals(state) || PAUSED.equals(state);
  }

  @Override
  public FarmException translate(SQLException problem) {
    String remedy = remedy(problem);
    String reason = String.valueOf(problem.getMessage()).replace('\n', ' ');
    return remedy == null
        ? new FarmException(
            ErrorCode.INTERNAL, "the ledger " + where + " refused a statement: " + reason, problem)
        : new FarmException(
            ErrorCode.STORAGE_FAILED,
            "the ledger " + where + " " + remedy + " (" + reason + ")",
            problem);
  }

  private static String remedy(SQLException problem) {
    if (problem instanceof SQLTransientConnectionException) {
      return "cannot be reached; check that PostgreSQL runs there and lets this host in";
    }
    String state = problem.getSQLState() == null ? "" : problem.getSQLState();
    if (state.equals("3D000")) {
      return "does not exist; create the database and make this user its owner";
    }
    if (state.equals("42501")) {
      return "is not ours to write; make this user the owner of the database";
    }
    if (state.equals("53100")) {
      return "cannot grow because the server's disk is full; free some space and resume";
    }
    if (state.equals(PAUSED)) {
      return "was left waiting in the middle of something; try again";
    }
    if (state.length() < 2) {
      return null;
    }
    return switch (state.substring(0, 2)) {
      case "08", "57" ->
          "cannot be reached; check that PostgreSQL runs there and lets this host in";
      case "28" -> "refuses the user or the password; check both";
      case "53", "58" -> "is out of resources; look into the log of PostgreSQL";
      case "25" -> "cannot be written: the server is read-only; use the primary";
      default -> isWorthRepeating(problem) ? "is too busy; try again" : null;
    };
  }
}
