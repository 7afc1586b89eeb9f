package dev.meterfarm.coordinator.campaign;

import java.util.function.LongSupplier;

/** A budget of wall time: what counts is the time since the start. */
final class WallClock implements BudgetClock {
  private final LongSupplier nanoTime;
  private final long startNanos;
  private final double beforeSeconds;

  /**
   * A clock that starts now.
   *
   * @param nanoTime a monotonic clock in nanoseconds
   * @param beforeSeconds what an interrupted start of the same campaign had used
   */
  WallClock(LongSupplier nanoTime, double beforeSeconds) {
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
    this.beforeSeconds = beforeSeconds;
  }

  @Override
  public double usedSeconds() {
    return beforeSeconds + (nanoTime.getAsLong() - startNanos) / 1e9;
  }

  @Override
  public void spent(double estimatedSeconds) {}
}
