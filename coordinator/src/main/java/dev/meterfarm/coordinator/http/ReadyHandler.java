package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.status.StatusBoard;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** {@code GET /ready}: work can be handed out; 503 with the reasons if it cannot. */
public final class ReadyHandler implements PromptHandler {
  private final StatusBoard board;
  private final BooleanSupplier isDraining;

  public ReadyHandler(StatusBoard board, BooleanSupplier isDraining) {
    this.board = board;
    this.isDraining = isDraining;
  }

  @Override
  public Route route() {
    return Route.open("/ready");
  }

  @Override
  public CompletionStage<Reply> handle(Call call) {
    List<String> stale = board.stale();
    boolean draining = isDraining.getAsBoolean();
    Map<String, Object> told =
        Map.of("ready", stale.isEmpty() && !draining, "draining", draining, "waitsFor", stale);
    return CompletableFuture.completedStage(
        Reply.json(stale.isEmpty() && !draining ? 200 : 503, told));
  }
}
