package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.BrokenRule;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/**
 * A ledger as a bystander sees it, also while coordinators work with it: it is read, never written,
 * and nobody has to wait. For one thread.
 */
public abstract class LedgerView implements AutoCloseable {
  private static final List<String> TABLES = List.of("job", "attempt", "device_hold");

  private final String where;
  private final StorageErrors errors;
  private final Session session;

  LedgerView(String where, StorageErrors errors, Session session) {
    this.where = where;
    this.errors = errors;
    this.session = session;
  }

  /** Where it is. */
  public final String where() {
    return where;
  }

  final Session session() {
    return session;
  }

  final StorageErrors errors() {
    return errors;
  }

  /**
   * Makes sure that there is a ledger.
   *
   * @param query finds the names of all tables
   */
  final void requireLedger(String query) throws SQLException {
    List<String> tables = session.list(query, row -> row.getString(1));
    session.connection().rollback();
    if (!tables.containsAll(TABLES)) {
      close();
      throw new FarmException(
          ErrorCode.STORAGE_FAILED,
          where + " is no ledger of this version; a coordinator brings an older one up to date");
    }
  }

  /** How many rules {@link #broken} tries. */
  public abstract int rules();

  /**
   * Looks for what must never be.
   *
   * @param nowMillis the time of the coordinator
   */
  public abstract List<BrokenRule> broken(long nowMillis);

  /**
   * Makes sure that there is such a campaign.
   *
   * @throws FarmException with NOT_FOUND
   */
  public final void requireCampaign(String campaign) {
    try {
      if (session
          .first("SELECT 1 FROM campaign WHERE id = ?", row -> row.getInt(1), campaign)
          .isEmpty()) {
        throw new FarmException(
            ErrorCode.NOT_FOUND,
            "there is no campaign '" + campaign + "' in " + where + "; it has " + campaigns());
      }
    } catch (SQLException e) {
      throw errors.translate(e);
    }
  }

  private List<String> campaigns() throws SQLException {
    return session.list(
        "SELECT id FROM campaign WHERE id <> 'farm' ORDER BY created_ms", row -> row.getString(1));
  }

  /**
   * Writes the accepted measurements of a campaign as CSV, in the order of their jobs.
   *
   * @return how many rows
   */
  public final long exportCsv(String campaign, Appendable out) throws IOException {
    try {
      long rows = MeasurementCsv.write(session, campaign, out);
      session.connection().rollback();
      return rows;
    } catch (SQLException e) {
      throw errors.translate(e);
    }
  }

  @Override
  public final void close() {
    session.closeQuietly();
  }
}
