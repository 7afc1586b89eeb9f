package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteException;

/** What SQLite says. */
final class SqliteErrors implements StorageErrors {
  private final Path file;

  SqliteErrors(Path file) {
    this.file = file;
  }

  @Override
  public FarmException translate(SQLException problem) {
    int primaryCode =
        problem instanceof SQLiteException own
            ? own.getResultCode().code & 0xff
            : problem.getErrorCode() & 0xff;
    String remedy =
        switch (primaryCode) {
          case 5, 6 -> "is locked by another program; close that program and try again";
          case 8, 3 -> "cannot be written; make the folder and the file writable";
          case 10 -> "cannot be read or written; check the disk (full? failing? a network share?)";
          case 11, 26 -> "is damaged or not a ledger; restore a copy of it, or use another folder";
          case 13 -> "cannot grow because the disk is full; free some space and resume";
          case 14 -> "cannot be opened; check that the folder exists and is writable";
          default -> null;
        };
    if (remedy == null) {
      return new FarmException(
          ErrorCode.INTERNAL, "the ledger " + file + " refused a statement: " + problem, problem);
    }
    return new FarmException(
        ErrorCode.STORAGE_FAILED,
        "the ledger " + file + " " + remedy + " (" + reason(problem) + ")",
        problem);
  }

  private static String reason(SQLException problem) {
    return String.valueOf(problem.getMessage()).replace('\n', ' ');
  }
}
