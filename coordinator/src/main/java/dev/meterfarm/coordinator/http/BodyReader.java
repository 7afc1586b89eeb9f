package dev.meterfarm.coordinator.http;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Reads the body of one request, up to a size and within a time. Lives on the event loop. */
final class BodyReader {
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private final Buffer received = Buffer.buffer();
  private final long most;

  private BodyReader(long most) {
    this.most = most;
  }

  /** The body; fails with TOO_LARGE, or with INVALID_REQUEST when it does not come in time. */
  static CompletableFuture<byte[]> read(
      Vertx vertx, HttpServerRequest request, long most, Duration limit) {
    BodyReader reader = new BodyReader(most);
    String announced = request.getHeader("Content-Length");
    if (announced != null
        && !(announced.matches("\\d{1,18}") && Long.parseLong(announced) <= most)) {
      reader.refuse();
      return reader.body;
    }
    long timer =
        vertx.setTimer(
            limit.toMillis(),
            id ->
                reader.body.completeExceptionally(
                    new FarmException(
                        ErrorCode.INVALID_REQUEST,
                        "the body did not arrive within " + limit.toSeconds() + " s")));
    request.handler(reader::add);
    request.exceptionHandler(reader.body::completeExceptionally);
    request.endHandler(nothing -> reader.body.complete(reader.received.getBytes()));
    var unused = reader.body.whenComplete((bytes, failure) -> vertx.cancelTimer(timer));
    return reader.body;
  }

  private void add(Buffer chunk) {
    if (received.length() + chunk.length() > most) {
      refuse();
    } else if (!body.isDone()) {
      received.appendBuffer(chunk);
    }
  }

  private void refuse() {
    body.completeExceptionally(
        new FarmException(
            ErrorCode.TOO_LARGE, "the body must not be larger than " + most + " bytes"));
  }
}
