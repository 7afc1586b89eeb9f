package dev.meterfarm.coordinator.dispatch;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/**
 * Wall-clock time as it was at the start, carried on by a monotonic ticker: leases neither end
 * early nor late when somebody sets the system's clock.
 */
public final class SteadyClock extends Clock {
  private final LongSupplier ticker;
  private final Instant start;
  private final long startTick;
  private final ZoneId zone;

  /**
   * @param wall tells the time once, now
   * @param ticker nanoseconds from any origin, never going back, such as {@code System::nanoTime}
   */
  public SteadyClock(Clock wall, LongSupplier ticker) {
    this(wall.instant(), ticker.getAsLong(), ticker, wall.getZone());
  }

  private SteadyClock(Instant start, long startTick, LongSupplier ticker, ZoneId zone) {
    this.ticker = ticker;
    this.start = start;
    this.startTick = startTick;
    this.zone = zone;
  }

  @Override
  public Instant instant() {
    return start.plusNanos(ticker.getAsLong() - startTick);
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new SteadyClock(start, startTick, ticker, other);
  }
}
