package dev.meterfarm.coordinator.metrics;

import dev.meterfarm.coordinator.service.CampaignWatcher;
import dev.meterfarm.metrics.FarmMeters;
import dev.meterfarm.metrics.FarmMetric;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What campaigns of this coordinator achieve. */
public final class CampaignMetrics implements CampaignWatcher {
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;

  private record Export(long bytes, Instant when) {}

  private final FarmMeters meters;
  private final Map<String, Export> exports = new ConcurrentHashMap<>();

  /** Starts at nothing. */
  public CampaignMetrics(FarmMeters meters) {
    this.meters = meters;
    meters.read(
        sink ->
            exports.forEach(
                (target, export) -> {
                  sink.put(FarmMetric.BUNDLE_SIZE_BYTES, (double) export.bytes(), target);
                  sink.put(
                      FarmMetric.BUNDLE_LAST_EXPORT_TIMESTAMP_SECONDS,
                      export.when().toEpochMilli() / MILLIS,
                      target);
                }));
  }

  @Override
  public void trained(String target, Duration took) {
    meters.record(FarmMetric.TRAINING_DURATION_SECONDS, took.toNanos() / NANOS, target);
  }

  @Override
  public void exported(String target, long bytes, Instant when) {
    exports.put(target, new Export(bytes, when));
  }
}
