package dev.meterfarm.coordinator.http;

import java.util.concurrent.CompletionStage;

/**
 * Answers one route from memory, or later. Called on an event loop: it must not block, so that what
 * it answers comes even if everything else hangs.
 */
public interface PromptHandler {
  Route route();

  /** Answers; a failed stage or an exception becomes an error, as with {@link RouteHandler}. */
  CompletionStage<Reply> handle(Call call);
}
