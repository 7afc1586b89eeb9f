package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.status.StatusBoard;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** {@code GET /status}: everything a person wants to know first, from memory. */
public final class StatusHandler implements PromptHandler {
  private final StatusBoard board;
  private final BooleanSupplier isDraining;
  private final String version;
  private final long startNanos = System.nanoTime();

  public StatusHandler(StatusBoard board, BooleanSupplier isDraining, String version) {
    this.board = board;
    this.isDraining = isDraining;
    this.version = version;
  }

  @Override
  public Route route() {
    return Route.get("/status", Role.VIEWER);
  }

  @Override
  public CompletionStage<Reply> handle(Call call) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("version", version);
    told.put("uptime", Duration.ofSeconds((System.nanoTime() - startNanos) / 1_000_000_000L));
    told.put("draining", isDraining.getAsBoolean());
    told.putAll(board.snapshot());
    return CompletableFuture.completedStage(Reply.json(told));
  }
}
