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

/**
 * A ledger's file as a bystander sees it, also while a coordinator works with it: it is read, never
 * written, and nobody has to wait. For one thread.
 */
public final class LedgerFile implements AutoCloseable {
  private static final int BUSY_TIMEOUT_MILLIS = 30_000;

  private final Path file;
  private final StorageErrors errors;
  private final Session session;

  private LedgerFile(Path file, StorageErrors errors, Session session) {
    this.file = file;
    this.errors = errors;
    this.session = session;
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
      ledger.requireLedger();
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

  private void requireLedger() throws SQLException {
    List<String> tables =
        session.list(
            "SELECT name FROM sqlite_master WHERE name IN ('job', 'attempt', 'device_hold')",
            row -> row.getString(1));
    if (tables.size() < 3) {
      close();
      throw new FarmException(
          ErrorCode.STORAGE_FAILED,
          file + " is no ledger of this version; a coordinator brings an older one up to date");
    }
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
      session.connection().rollback();
      session.connection().setAutoCommit(true);
      session.update("VACUUM INTO ?", part.toString());
      session.connection().setAutoCommit(false);
      sync(part);
      Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE);
    } catch (SQLException e) {
      throw errors.translate(e);
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

  /** How many rules {@link #broken} tries. */
  public static int rules() {
    return LedgerRules.count() + 2;
  }

  /**
   * Looks for what must never be.
   *
   * @param nowMillis the time of the coordinator
   */
  public List<BrokenRule> broken(long nowMillis) {
    List<BrokenRule> broken = new ArrayList<>();
    try {
      pragma("PRAGMA integrity_check(10)", "the file is not damaged", broken);
      if (!broken.isEmpty()) {
        return broken; // what else is wrong follows from that
      }
      pragma("PRAGMA foreign_key_check", "rows refer to rows that exist", broken);
      broken.addAll(LedgerRules.broken(session, nowMillis));
      session.connection().rollback();
      return broken;
    } catch (SQLException e) {
      throw errors.translate(e);
    }
  }

  private void pragma(String pragma, String rule, List<BrokenRule> broken) throws SQLException {
    List<String> found = session.list(pragma, row -> row.getString(1));
    found.remove("ok");
    if (!found.isEmpty()) {
      broken.add(new BrokenRule(rule, found.subList(0, Math.min(10, found.size())), false));
    }
  }

  /**
   * Makes sure that there is such a campaign.
   *
   * @throws FarmException with NOT_FOUND
   */
  public void requireCampaign(String campaign) {
    try {
      if (session
          .first("SELECT 1 FROM campaign WHERE id = ?", row -> row.getInt(1), campaign)
          .isEmpty()) {
        throw new FarmException(
            ErrorCode.NOT_FOUND,
            "there is no campaign '" + campaign + "' in " + file + "; it has " + campaigns());
      }
    } catch (SQLException e) {
      throw errors.translate(e);
    }
  }

  /**
   * Writes the accepted measurements of a campaign as CSV, in the order of their jobs.
   *
   * @return how many rows
   */
  public long exportCsv(String campaign, Appendable out) throws IOException {
    try {
      long rows = MeasurementCsv.write(session, campaign, out);
      session.connection().rollback();
      return rows;
    } catch (SQLException e) {
      throw errors.translate(e);
    }
  }

  private List<String> campaigns() throws SQLException {
    return session.list(
        "SELECT id FROM campaign WHERE id <> 'farm' ORDER BY created_ms", row -> row.getString(1));
  }

  @Override
  public void close() {
    session.closeQuietly();
  }
}
