package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.store.LeaseTerms;
import java.time.Duration;

/**
 * The hand-out's numbers.
 *
 * @param terms for how long jobs are lent
 * @param maxAttempts how often a job is tried
 * @param firstPause how long a job waits after its surroundings failed it for the first time
 * @param longestPause it never waits longer
 * @param ledgerPoll how long an agent waits for a hint, and anybody for the queue to answer, before
 *     the ledger is asked
 * @param sweep how often leases are checked and lost hints renewed
 * @param leaseWait how long agents are told to wait for work in one request
 * @param syncInterval how often agents are told to renew
 */
public record DispatchSettings(
    LeaseTerms terms,
    int maxAttempts,
    Duration firstPause,
    Duration longestPause,
    Duration ledgerPoll,
    Duration sweep,
    Duration leaseWait,
    Duration syncInterval) {
  /** Intervals for agents that suit the lease. */
  public DispatchSettings(
      LeaseTerms terms,
      int maxAttempts,
      Duration firstPause,
      Duration longestPause,
      Duration ledgerPoll,
      Duration sweep) {
    this(
        terms,
        maxAttempts,
        firstPause,
        longestPause,
        ledgerPoll,
        sweep,
        Duration.ofSeconds(20),
        terms.lease().dividedBy(6));
  }

  /** What a lab runs with. */
  public static DispatchSettings defaults() {
    return new DispatchSettings(
        new LeaseTerms(Duration.ofSeconds(60), Duration.ofSeconds(60)),
        6,
        Duration.ofSeconds(5),
        Duration.ofMinutes(10),
        Duration.ofMillis(200),
        Duration.ofSeconds(1));
  }
}
