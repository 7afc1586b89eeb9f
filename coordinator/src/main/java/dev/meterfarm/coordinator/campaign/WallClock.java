package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.util.function.DoubleConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A budget of wall time: what counts is the time since the start. A campaign that is killed loses
 * the count of a few seconds, in the middle of a round too.
 */
final class WallClock implements BudgetClock {
  private static final Logger log = LoggerFactory.getLogger(WallClock.class);

  /** An interrupted campaign loses the count of so much at the most. */
  static final double KEPT_EVERY_SECONDS = 5;

  private final LongSupplier nanoTime;
  private final DoubleConsumer ledger;
  private final long startNanos;
  private final double beforeSeconds;
  private double triedSeconds;

  /**
   * A clock that starts now.
   *
   * @param nanoTime a monotonic clock in nanoseconds
   * @param beforeSeconds what interrupted starts of the same campaign had used
   * @param ledger remembers for later starts how many seconds are used
   */
  WallClock(LongSupplier nanoTime, double beforeSeconds, DoubleConsumer ledger) {
    this.nanoTime = nanoTime;
    this.ledger = ledger;
    this.startNanos = nanoTime.getAsLong();
    this.beforeSeconds = beforeSeconds;
    this.triedSeconds = beforeSeconds;
  }

  @Override
  public double usedSeconds() {
    return beforeSeconds + (nanoTime.getAsLong() - startNanos) / 1e9;
  }

  @Override
  public void spent(double estimatedSeconds) {}

  @Override
  public void keep() {
    double used = usedSeconds();
    if (used - triedSeconds < KEPT_EVERY_SECONDS) {
      return;
    }
    triedSeconds = used;
    try {
      ledger.accept(used);
    } catch (FarmException e) {
      if (e.code() != ErrorCode.STORAGE_FAILED) {
        throw e;
      }
      // A campaign need not end for that: its results have to be stored, too.
      log.warn("How much of the budget is used is stored later: {}", e.getMessage());
    }
  }
}
