package dev.meterfarm.coordinator.metrics;

import dev.meterfarm.coordinator.store.StorageWatcher;
import dev.meterfarm.metrics.FarmMeters;
import dev.meterfarm.metrics.FarmMetric;
import java.time.Duration;
import java.util.Locale;

/** Counts transactions of the ledger. */
public record StorageMetrics(FarmMeters meters) implements StorageWatcher {
  private static final double NANOS = 1e9;

  @Override
  public void ended(Operation operation, Duration took, boolean failed) {
    String word = operation.name().toLowerCase(Locale.ROOT);
    meters.record(FarmMetric.STORAGE_OPERATION_DURATION_SECONDS, took.toNanos() / NANOS, word);
    if (failed) {
      meters.count(FarmMetric.STORAGE_ERRORS_TOTAL, word);
    }
  }
}
