package dev.meterfarm.coordinator.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;

/**
 * Writes the body of one reply piece by piece, the next one when the one before has gone out, so
 * that a large reply to a slow reader counts as getting on and not as a connection that hangs.
 * Lives on the event loop.
 *
 * <p>A stream of HTTP/2 whose reader takes nothing for too long is reset. With HTTP/1 the whole
 * connection hangs then, and ends by the server's timeout for writing.
 */
final class ReplyWriter {
  private static final int PIECE = 64 * 1024;

  /** HTTP/2's code for "not wanted any more". */
  private static final long CANCEL = 8;

  private final Vertx vertx;
  private final Context context;
  private final HttpServerRequest request;
  private final byte[] body;
  private final Duration limit;
  private final Promise<Void> over = Promise.promise();
  private int begun;

  private ReplyWriter(Vertx vertx, HttpServerRequest request, byte[] body, Duration limit) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.request = request;
    this.body = body;
    this.limit = limit;
  }

  /**
   * Writes.
   *
   * @param limit how long the reader may take for a piece
   * @return when everything has gone out, or nothing more will
   */
  static Future<Void> write(Vertx vertx, HttpServerRequest request, byte[] body, Duration limit) {
    ReplyWriter writer = new ReplyWriter(vertx, request, body, limit);
    HttpServerResponse response = request.response();
    response.closeHandler(nothing -> writer.over.tryComplete());
    response.exceptionHandler(failure -> writer.over.tryComplete());
    if (body.length > PIECE) {
      response.putHeader("Content-Length", Integer.toString(body.length));
    }
    writer.writeOn();
    return writer.over.future();
  }

  private void writeOn() {
    if (over.future().isComplete()) {
      return;
    }
    int end = Math.min(begun + PIECE, body.length);
    Buffer piece = Buffer.buffer(end - begun).appendBytes(body, begun, end - begun);
    boolean last = end == body.length;
    begun = end;
    HttpServerResponse response = request.response();
    Future<Void> gone = last ? response.end(piece) : response.write(piece);
    if (request.version() == HttpVersion.HTTP_2 && !gone.isComplete()) {
      long timer = vertx.setTimer(limit.toMillis(), id -> giveUp());
      gone.onComplete(done -> vertx.cancelTimer(timer));
    }
    gone.onComplete(
        done -> {
          if (last || done.failed()) {
            over.tryComplete();
          } else {
            context.runOnContext(nothing -> writeOn());
          }
        });
  }

  private void giveUp() {
    request.response().reset(CANCEL);
    over.tryComplete();
  }
}
