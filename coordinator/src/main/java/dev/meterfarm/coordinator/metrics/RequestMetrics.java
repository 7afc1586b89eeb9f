package dev.meterfarm.coordinator.metrics;

import dev.meterfarm.coordinator.http.RequestWatcher;
import dev.meterfarm.metrics.FarmMeters;
import dev.meterfarm.metrics.FarmMetric;

/** Counts requests as they are answered. */
public record RequestMetrics(FarmMeters meters) implements RequestWatcher {
  @Override
  public void answered(String route, int status, double seconds) {
    meters.count(FarmMetric.HTTP_REQUESTS_TOTAL, route, Integer.toString(status));
    meters.record(FarmMetric.HTTP_REQUEST_DURATION_SECONDS, seconds, route);
  }
}
