package dev.meterfarm.coordinator.service;

import java.util.function.LongSupplier;

/** A clock that stands still while it is told so. Thread-safe. */
final class ServedClock implements LongSupplier {
  private final LongSupplier ticker;
  private long counted;
  private long runningSince;
  private boolean running;

  ServedClock(LongSupplier ticker) {
    this.ticker = ticker;
  }

  synchronized void run(boolean shall) {
    long now = ticker.getAsLong();
    if (running) {
      counted += now - runningSince;
    }
    running = shall;
    runningSince = now;
  }

  @Override
  public synchronized long getAsLong() {
    return counted + (running ? ticker.getAsLong() - runningSince : 0);
  }
}
