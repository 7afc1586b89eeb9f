package dev.meterfarm.coordinator.http;

/** Answers one route, on a thread of the pool {@code api-work}: it may wait for the ledger. */
public interface RouteHandler {
  Route route();

  /**
   * Answers.
   *
   * @throws dev.meterfarm.protocol.error.FarmException to refuse; its code decides the status
   */
  Reply handle(Call call) throws InterruptedException;
}
