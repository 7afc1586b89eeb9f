package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.Term;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;

/** Lets those write who may; checked within the transaction that writes. */
@FunctionalInterface
interface Fence {
  /** For a ledger that only one coordinator can have open. */
  static Fence none() {
    return session -> {};
  }

  /**
   * Lets nobody write who does not lead at that moment.
   *
   * @param current the term in which the coordinator believes to lead; empty if it does not
   */
  static Fence of(Supplier<Optional<Term>> current) {
    return session ->
        of(current
                .get()
                .orElseThrow(
                    () ->
                        new FarmException(
                            ErrorCode.LEADERSHIP_LOST,
                            "another coordinator plans; this one must not")))
            .check(session);
  }

  /** Lets nobody write whose term is over. */
  static Fence of(Term term) {
    return session -> {
      String lock = session.dialect() == Dialect.POSTGRESQL ? " FOR SHARE" : "";
      boolean leads =
          session
              .first(
                  "SELECT 1 FROM leader WHERE id = 1 AND term = ?" + lock,
                  row -> row.getInt(1),
                  term.number())
              .isPresent();
      if (!leads) {
        throw new FarmException(
            ErrorCode.LEADERSHIP_LOST,
            term + " is over: another coordinator plans now, and this one must stop planning");
      }
    };
  }

  void check(Session session) throws SQLException;
}
