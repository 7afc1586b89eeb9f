package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.BrokenRule;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** A ledger in a file. */
public final class LedgerFile extends LedgerView {
  private static final int BUSY_TIMEOUT_MILLIS = 30_000;

  private LedgerFile(Path file, StorageErrors errors, Session session) {
    super(file.toString(), errors, session);
  }

  /**
   * Opens a ledger.
   *
   * @param where the file, or the data folder that it is in
   * @throws FarmException with NOT_FOUND if there is none, with STORAGE_FAILED if it cannot be read
   */
  public static LedgerFile open(Path where) {
    Path file = Files.isDirectory(where) ? where.resolve(SqliteStore.FILE_NAME) : where;
    if (!Files.isRegularFile(file)) {
      throw new FarmException(
          ErrorCode.NOT_FOUND, "there is no ledger " + file + "; name its data folder or its file");
    }
    StorageErrors errors = new SqliteErrors(file);
    try {
      Session session = Session.open(source(file)::getConnection);
      LedgerFile ledger = new LedgerFile(file, errors, session);
      ledger.requireLedger("SELECT name FROM sqlite_master WHERE type = 'table'");
      return ledger;
    } catch (SQLException e) {
      throw errors.translate(e);
    }
  }

  private static SQLiteDataSource source(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
    return source;
  }

  /**
   * Copies the ledger as it is at this moment. The copy appears under its name when it is complete
   * and on the disk.
   *
   * @throws FarmException with CONFLICT if there is a file already
   */
  public void copyTo(Path copy) {
    if (Files.exists(copy)) {
      throw new FarmException(ErrorCode.CONFLICT, copy + " exists; choose another name");
    }
    Path part = copy.resolveSibling(copy.getFileName() + ".part");
    try {
      Files.createDirectories(copy.toAbsolutePath().getParent());
      Files.deleteIfExists(part);
      session().connection().rollback();
      session().connection().setAutoCommit(true);
      session().update("VACUUM INTO ?", part.toString());
      session().connection().setAutoCommit(false);
      sync(part);
      Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE);
    } catch (SQLException e) {
      throw errors().translate(e);
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.STORAGE_FAILED,
          "cannot write " + copy + ": " + e + "; choose another place",
          e);
    }
  }

  private static void sync(Path part) throws IOException {
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  @Override
  public int rules() {
    return LedgerRules.count() + 2;
  }

  @Override
  public List<BrokenRule> broken(long nowMillis) {
    List<BrokenRule> broken = new ArrayList<>();
    try {
      pragma("PRAGMA integrity_check(10)", "the file is not damaged", broken);
      if (!broken.isEmpty()) {
        return broken; // what else is wrong follows from that
      }
      pragma("PRAGMA foreign_key_check", "rows refer to rows that exist", broken);
      broken.addAll(LedgerRules.broken(session(), nowMillis));
      session().connection().rollback();
      return broken;
    } catch (SQLException e) {
      throw errors().translate(e);
    }
  }

  private void pragma(String pragma, String rule, List<BrokenRule> broken) throws SQLException {
    List<String> found = session().list(pragma, row -> row.getString(1));
    found.remove("ok");
    if (!found.isEmpty()) {
      broken.add(new BrokenRule(rule, found.subList(0, Math.min(10, found.size())), false));
    }
  }
}
