package dev.meterfarm.coordinator.http;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code GET /health}: the process lives and its event loops turn. */
public final class HealthHandler implements PromptHandler {
  @Override
  public Route route() {
    return Route.open("/health");
  }

  @Override
  public CompletionStage<Reply> handle(Call call) {
    return CompletableFuture.completedStage(Reply.json(Map.of("status", "up")));
  }
}
