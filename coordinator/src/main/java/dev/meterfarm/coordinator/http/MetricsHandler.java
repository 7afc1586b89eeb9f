package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.metrics.FarmMeters;
import java.nio.charset.StandardCharsets;

/** {@code GET /metrics}: the page that Prometheus reads; from memory, whatever hangs. */
public final class MetricsHandler implements RouteHandler {
  private final FarmMeters meters;

  public MetricsHandler(FarmMeters meters) {
    this.meters = meters;
  }

  @Override
  public Route route() {
    return Route.get("/metrics", Role.VIEWER);
  }

  @Override
  public Reply handle(Call call) {
    return new Reply(200, FarmMeters.CONTENT_TYPE, meters.page().getBytes(StandardCharsets.UTF_8));
  }
}
