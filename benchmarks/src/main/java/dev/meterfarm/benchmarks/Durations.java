package dev.meterfarm.benchmarks;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How often something took how long, to within 3 %, in little memory, so that keeping it does not
 * disturb what is measured. Thread-safe.
 */
public final class Durations {
  /** Classes in which each power of two is split. */
  private static final int STEPS = 32;

  private static final int STEP_BITS = 5;

  private final AtomicLongArray counts = new AtomicLongArray(64 * STEPS);
  private final AtomicLong longest = new AtomicLong();

  /** One of them took so long. */
  public void add(long nanos) {
    long least = Math.max(nanos, STEPS);
    int power = 63 - Long.numberOfLeadingZeros(least);
    int step = (int) (least >>> (power - STEP_BITS)) - STEPS;
    counts.incrementAndGet(power * STEPS + step);
    longest.accumulateAndGet(nanos, Math::max);
  }

  /** Forgets all. */
  public void clear() {
    for (int i = 0; i < counts.length(); i++) {
      counts.set(i, 0);
    }
    longest.set(0);
  }

  /** Milliseconds that so large a share of them did not exceed; NaN if there was none. */
  public double millis(double share) {
    long total = 0;
    for (int i = 0; i < counts.length(); i++) {
      total += counts.get(i);
    }
    long left = (long) Math.ceil(share * total);
    for (int i = 0; i < counts.length(); i++) {
      left -= counts.get(i);
      if (left <= 0 && total > 0) {
        return Math.min(end(i), longest.get()) / 1e6;
      }
    }
    return Double.NaN;
  }

  /** The longest, in milliseconds. */
  public double longestMillis() {
    return longest.get() / 1e6;
  }

  /** Where the next class begins. */
  private static long end(int index) {
    int power = index / STEPS;
    return (long) (STEPS + index % STEPS + 1) << (power - STEP_BITS);
  }
}
