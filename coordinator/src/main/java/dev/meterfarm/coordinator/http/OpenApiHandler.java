package dev.meterfarm.coordinator.http;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code GET /openapi.yaml}: the description of this API. */
public final class OpenApiHandler implements PromptHandler {
  private static final String RESOURCE = "openapi.yaml";

  private final CompletableFuture<Reply> reply;

  public OpenApiHandler() {
    reply =
        CompletableFuture.completedFuture(Reply.bytes("application/yaml; charset=utf-8", text()));
  }

  private static byte[] text() {
    try (InputStream in = OpenApiHandler.class.getResourceAsStream(RESOURCE)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new FarmException(ErrorCode.INTERNAL, RESOURCE + " is missing from the jar", e);
    }
  }

  @Override
  public Route route() {
    return Route.open("/openapi.yaml");
  }

  @Override
  public CompletionStage<Reply> handle(Call call) {
    return reply;
  }
}
