package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.Leadership;
import dev.meterfarm.coordinator.store.Term;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads who has an advisory lock, which the server gives back when the connection of its owner
 * ends. An owner that hangs keeps its connection; whoever sees no sign of life for long has the
 * server end it.
 */
final class PostgresLeadership implements Leadership {
  private static final Logger log = LoggerFactory.getLogger(PostgresLeadership.class);

  /** The lock's name among all advisory locks of the database. */
  private static final int LOCK_CLASS = 0x4d46;

  private static final int LOCK_ID = 1;

  private final DataSource source;
  private final StorageErrors errors;
  private final Clock clock;
  private final LongSupplier ticker;
  private final String node;
  private Optional<Session> session = Optional.empty();
  private Optional<Term> term = Optional.empty();
  private Optional<LeaderRow.Sign> seen = Optional.empty();
  private long seenNanos;

  /**
   * @param ticker monotonic nanoseconds
   */
  PostgresLeadership(
      DataSource source, StorageErrors errors, Clock clock, LongSupplier ticker, String node) {
    this.source = source;
    this.errors = errors;
    this.clock = clock;
    this.ticker = ticker;
    this.node = node;
  }

  @Override
  public Optional<Term> tryLead() {
    try {
      if (term.isPresent()) {
        if (!LeaderRow.beat(open(), term.get().number())) {
          close(); // somebody took over: the lock went with our old connection
        }
        return term;
      }
      if (tryLock(open())) {
        long number = LeaderRow.takeOver(open(), node, clock.millis());
        term = Optional.of(new Term(number, node));
        log.info("{} leads, {}", node, term.get());
      } else {
        watch(open());
      }
      return term;
    } catch (SQLException e) {
      close();
      throw errors.translate(e);
    }
  }

  private Session open() throws SQLException {
    if (session.isEmpty()) {
      session = Optional.of(Session.over(source.getConnection(), Dialect.POSTGRESQL));
      session.get().connection().setAutoCommit(true);
      // A term that a crash forgot would be given twice.
      session.get().first(PostgresDatabase.DURABLE, row -> row.getString(1));
    }
    return session.get();
  }

  private static boolean tryLock(Session session) throws SQLException {
    return session
        .first("SELECT pg_try_advisory_lock(?, ?)", row -> row.getBoolean(1), LOCK_CLASS, LOCK_ID)
        .orElseThrow();
  }

  private void watch(Session session) throws SQLException {
    LeaderRow.Sign sign = LeaderRow.sign(session);
    long now = ticker.getAsLong();
    if (!seen.equals(Optional.of(sign))) {
      seen = Optional.of(sign);
      seenNanos = now;
      return;
    }
    if (now - seenNanos < SILENCE.toNanos()) {
      return;
    }
    log.warn("the leader of term {} gives no sign of life and is replaced", sign.term());
    session.first(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory'"
            + " AND classid = ? AND objid = ? AND granted AND database ="
            + " (SELECT oid FROM pg_database WHERE datname = current_database())",
        row -> row.getLong(1),
        LOCK_CLASS,
        LOCK_ID);
    seen = Optional.empty(); // the lock is free in a moment: the next call takes it
  }

  @Override
  public void close() {
    term = Optional.empty();
    seen = Optional.empty();
    session.ifPresent(Session::closeQuietly);
    session = Optional.empty();
  }
}
