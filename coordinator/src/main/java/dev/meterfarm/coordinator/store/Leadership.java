package dev.meterfarm.coordinator.store;

import java.time.Duration;
import java.util.Optional;

/**
 * One coordinator's claim to be the one that plans and trains. Every coordinator serves agents; one
 * leads.
 *
 * <ol>
 *   <li>{@link #tryLead} is called every second or so. It takes the lead if nobody has it, and is
 *       the leader's sign of life.
 *   <li>A leader whose process ends is followed at once, one that hangs after {@link #SILENCE}.
 *   <li>A leader that comes back from a long pause may not know yet that it leads no more. What it
 *       writes under its old {@link Term} is refused by the ledger.
 * </ol>
 *
 * <p>For one thread.
 */
public interface Leadership extends AutoCloseable {
  /** How long a leader may give no sign of life. */
  Duration SILENCE = Duration.ofSeconds(20);

  /** Takes the lead or keeps it; empty if another coordinator has it. */
  Optional<Term> tryLead();

  /** Gives up the lead, if it has it. */
  @Override
  void close();
}
