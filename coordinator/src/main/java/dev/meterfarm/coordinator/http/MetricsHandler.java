package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.metrics.FarmMeters;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** {@code GET /metrics}: the page that Prometheus reads; from memory, whatever hangs. */
public final class MetricsHandler implements PromptHandler {
  private final FarmMeters meters;
  private final Executor writing;

  /**
   * @param writing where pages are written: for nothing that waits, and apart from what does
   */
  public MetricsHandler(FarmMeters meters, Executor writing) {
    this.meters = meters;
    this.writing = writing;
  }

  @Override
  public Route route() {
    return Route.get("/metrics", Role.VIEWER);
  }

  @Override
  public CompletionStage<Reply> handle(Call call) {
    return Working.on(
        writing,
        () ->
            new Reply(
                200, FarmMeters.CONTENT_TYPE, meters.page().getBytes(StandardCharsets.UTF_8)));
  }
}
