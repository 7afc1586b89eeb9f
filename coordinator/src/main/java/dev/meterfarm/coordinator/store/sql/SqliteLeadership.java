package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.Leadership;
import dev.meterfarm.coordinator.store.Term;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The lock on the data folder keeps other processes out; among those of this process the first who
 * asks leads until it gives up.
 */
final class SqliteLeadership implements Leadership {
  private final Database database;
  private final Clock clock;
  private final String node;
  private final AtomicReference<Leadership> leader;
  private Optional<Term> term = Optional.empty();

  /**
   * @param leader who leads in this process; shared by all claims to one ledger
   */
  SqliteLeadership(
      Database database, Clock clock, String node, AtomicReference<Leadership> leader) {
    this.database = database;
    this.clock = clock;
    this.node = node;
    this.leader = leader;
  }

  @Override
  public Optional<Term> tryLead() {
    if (leader.compareAndSet(null, this)) {
      try {
        long number = database.write(session -> LeaderRow.takeOver(session, node, clock.millis()));
        term = Optional.of(new Term(number, node));
      } finally {
        if (term.isEmpty()) {
          leader.set(null);
        }
      }
    }
    return term;
  }

  @Override
  public void close() {
    term = Optional.empty();
    leader.compareAndSet(this, null);
  }
}
