package dev.meterfarm.coordinator.service;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * When campaigns that their surroundings stopped are tried again: soon after a first setback, such
 * as a dropped connection, and less and less often while they last, as with a full disk.
 * Thread-safe.
 */
final class Setbacks {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** After so long without one, the next is a first one again. */
  private static final Duration FORGOTTEN = Duration.ofMinutes(2);

  private record Setback(long atNanos, Duration pause) {}

  private final LongSupplier ticker;
  private final Map<String, Setback> latest = new ConcurrentHashMap<>();

  /**
   * @param ticker a monotonic clock in nanoseconds
   */
  Setbacks(LongSupplier ticker) {
    this.ticker = ticker;
  }

  /** Another one; how long the campaign pauses now. */
  Duration add(String campaign) {
    long now = ticker.getAsLong();
    return latest
        .compute(
            campaign,
            (id, before) ->
                before == null || now - before.atNanos() > FORGOTTEN.toNanos()
                    ? new Setback(now, FIRST_PAUSE)
                    : new Setback(now, longer(before.pause())))
        .pause();
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }

  /** Whether the campaign may be tried. */
  boolean mayTry(String campaign) {
    Setback setback = latest.get(campaign);
    return setback == null || ticker.getAsLong() - setback.atNanos() >= setback.pause().toNanos();
  }
}
