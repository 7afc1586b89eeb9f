package dev.meterfarm.coordinator.access;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How many failures an address may cause in a window of time. A good token always passes, so that
 * one host with a wrong token does not shut out others behind the same address; what the limit
 * keeps down is the work and the noise of guessing. Thread-safe.
 */
final class FailureLimit {
  private static final int MOST_ADDRESSES = 10_000;

  private final int most;
  private final long windowNanos;
  private final LongSupplier ticker;
  private final Map<String, Window> windows =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
          return size() > MOST_ADDRESSES;
        }
      };

  /** The failures since a moment. */
  private record Window(long startNanos, int failures) {}

  FailureLimit(int most, Duration window, LongSupplier ticker) {
    this.most = most;
    this.windowNanos = window.toNanos();
    this.ticker = ticker;
  }

  /**
   * Counts a failure.
   *
   * @return false if there were too many
   */
  synchronized boolean tryFail(String address) {
    long now = ticker.getAsLong();
    Window window = windows.get(address);
    if (window == null || now - window.startNanos() > windowNanos) {
      window = new Window(now, 0);
    }
    windows.put(address, new Window(window.startNanos(), window.failures() + 1));
    return window.failures() < most;
  }
}
