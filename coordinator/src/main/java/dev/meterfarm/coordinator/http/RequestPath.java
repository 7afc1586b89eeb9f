package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.AccessControl;
import dev.meterfarm.coordinator.access.Caller;
import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.link.ProtocolVersion;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a request: find the route, check the version and the token, read the body, call the
 * handler, write the reply. Nothing of a body is read before its sender is known.
 */
final class RequestPath {
  private static final Logger log = LoggerFactory.getLogger(RequestPath.class);
  private static final Caller ANONYMOUS = new Caller("anonymous", Role.VIEWER, "");
  private static final String BEARER = "Bearer ";
  private static final long MOST_ANONYMOUS_BYTES = 4_096;
  private static final long QUIET_POLL_MILLIS = 10;

  private final Vertx vertx;
  private final ServerSettings settings;
  private final RouteTable table;
  private final AccessControl access;
  private final RequestWatcher watcher;
  private final ConnectionGuard connections;
  private final AtomicInteger inProgress = new AtomicInteger();
  private volatile boolean closing;

  RequestPath(
      Vertx vertx,
      ServerSettings settings,
      RouteTable table,
      AccessControl access,
      RequestWatcher watcher) {
    this.watcher = watcher;
    this.vertx = vertx;
    this.settings = settings;
    this.table = table;
    this.access = access;
    connections = new ConnectionGuard(vertx, settings.idleTime());
  }

  void opened(HttpConnection connection) {
    connections.opened(connection);
  }

  int connections() {
    return connections.open();
  }

  /** From now on, new requests are told that the coordinator stops. */
  void refuseMore() {
    closing = true;
  }

  /** Waits until every reply is on its way, or the time is over. */
  void awaitQuiet(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (inProgress.get() > 0 && System.nanoTime() < end) {
      Thread.sleep(QUIET_POLL_MILLIS);
    }
  }

  /** Handles a request; called on its event loop. */
  void handle(HttpServerRequest request) {
    long start = System.nanoTime();
    inProgress.incrementAndGet();
    connections.requestBegins(request.connection());
    Context context = vertx.getOrCreateContext();
    CompletionStage<Reply> reply;
    try {
      reply = answer(request);
    } catch (RuntimeException e) {
      reply = CompletableFuture.failedFuture(e);
    }
    var unused =
        reply.whenComplete(
            (good, failure) ->
                context.runOnContext(
                    nothing -> {
                      Reply sent = failure == null ? good : ErrorReplies.of(failure);
                      write(request, sent)
                          .onComplete(
                              done -> {
                                inProgress.decrementAndGet();
                                connections.requestEnds(request.connection());
                              });
                      watcher.answered(
                          table.name(request.method().name(), request.path()),
                          sent.status(),
                          (System.nanoTime() - start) / 1e9);
                      log.atDebug()
                          .addKeyValue("method", request.method())
                          .addKeyValue("path", request.path())
                          .addKeyValue("status", sent.status())
                          .addKeyValue("micros", (System.nanoTime() - start) / 1_000)
                          .log("request");
                    }));
  }

  private CompletionStage<Reply> answer(HttpServerRequest request) {
    if (closing) {
      throw new FarmException(
          ErrorCode.UNAVAILABLE, "the coordinator is stopping; try again when it is back");
    }
    String path = request.path() == null ? "" : request.path();
    RouteTable.Match match = table.require(request.method().name(), path);
    ProtocolVersion.requireServed(request.getHeader(ProtocolVersion.HEADER));
    String remote = request.remoteAddress().hostAddress();
    Optional<String> bearer = bearer(request);
    Caller caller = ANONYMOUS;
    Optional<Role> role = match.route().role();
    if (role.isPresent()) {
      caller = access.authenticate(bearer, remote);
      access.require(caller, role.get(), match.route().toString(), remote);
    }
    Caller known = caller;
    Map<String, String> query = query(request);
    CompletableFuture<Void> gone = gone(request);
    return body(request, match.route())
        .thenCompose(
            bytes ->
                match
                    .endpoint()
                    .call(new Call(known, match.values(), query, bytes, bearer, remote, gone)));
  }

  /** Until the reply is written, that is; by then nobody needs to know. */
  private static CompletableFuture<Void> gone(HttpServerRequest request) {
    CompletableFuture<Void> gone = new CompletableFuture<>();
    request.response().closeHandler(nothing -> gone.complete(null));
    request.response().exceptionHandler(failure -> gone.complete(null));
    return gone;
  }

  /** From somebody who is not known yet, a few lines are enough. */
  private CompletableFuture<byte[]> body(HttpServerRequest request, Route route) {
    long most =
        switch (route.body()) {
          case NONE -> 0;
          case JSON -> route.role().isEmpty() ? MOST_ANONYMOUS_BYTES : settings.mostJsonBytes();
          case BLOB -> settings.mostBlobBytes();
        };
    return BodyReader.read(vertx, request, most, settings.bodyTime());
  }

  private static Optional<String> bearer(HttpServerRequest request) {
    return Optional.ofNullable(request.getHeader("Authorization"))
        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(value -> value.substring(BEARER.length()).strip());
  }

  private static Map<String, String> query(HttpServerRequest request) {
    Map<String, String> values = new HashMap<>();
    try {
      request.params().forEach(values::put);
    } catch (IllegalArgumentException e) {
      throw new FarmException(
          ErrorCode.INVALID_REQUEST, "what stands behind the '?' cannot be decoded", e);
    }
    return values;
  }

  /** The result tells when the reply has gone out, or the caller has gone. */
  private Future<Void> write(HttpServerRequest request, Reply reply) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return Future.succeededFuture();
    }
    response.setStatusCode(reply.status());
    response.putHeader(ProtocolVersion.HEADER, ProtocolVersion.served());
    response.putHeader("X-Content-Type-Options", "nosniff");
    response.putHeader("Cache-Control", "no-store");
    if (reply.status() == 401) {
      response.putHeader("WWW-Authenticate", "Bearer");
    }
    if (!reply.contentType().isEmpty()) {
      response.putHeader("Content-Type", reply.contentType());
    }
    // What is left of a body that nobody wants is not read: the connection ends instead.
    boolean cut = !request.isEnded() || closing;
    if (cut && request.version() != HttpVersion.HTTP_2) {
      response.putHeader("Connection", "close");
    }
    return ReplyWriter.write(vertx, request, reply.body(), settings.idleTime())
        .onComplete(
            done -> {
              if (cut && request.version() != HttpVersion.HTTP_2) {
                var unused = request.connection().close();
              }
            });
  }
}
