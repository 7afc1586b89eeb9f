package dev.meterfarm.coordinator.store;

import java.time.Duration;

/**
 * Hears of every transaction of a ledger, for metrics. Called by the threads that wait for them;
 * must be quick and throw nothing.
 */
@FunctionalInterface
public interface StorageWatcher {
  /** What a transaction is for. */
  enum Operation {
    READ,
    WRITE
  }

  /** Nobody listens. */
  StorageWatcher NONE = (operation, took, failed) -> {};

  /**
   * A transaction ended.
   *
   * @param took from the wish for it until it was over, waiting for its turn included
   * @param failed whether the storage could not do it; a refused wish is no failure
   */
  void ended(Operation operation, Duration took, boolean failed);
}
