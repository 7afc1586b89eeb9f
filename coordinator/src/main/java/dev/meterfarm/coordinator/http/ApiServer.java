package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.AccessControl;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server.
 *
 * <ol>
 *   <li>{@link #start} binds, then serves the table on a few event loops.
 *   <li>{@link #close} stops accepting, waits a moment for replies on their way, and ends.
 * </ol>
 */
public final class ApiServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ApiServer.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final RequestPath requests;
  private volatile int port;

  private ApiServer(Vertx vertx, RequestPath requests) {
    this.vertx = vertx;
    this.requests = requests;
  }

  /**
   * Starts serving.
   *
   * @param watcher hears of every answer
   * @throws FarmException with INVALID_CONFIGURATION if the address cannot be bound to
   */
  public static ApiServer start(
      ServerSettings settings, RouteTable table, AccessControl access, RequestWatcher watcher) {
    Vertx vertx =
        Vertx.builder()
            .with(
                new VertxOptions()
                    .setEventLoopPoolSize(settings.eventLoops())
                    .setWorkerPoolSize(2)
                    .setInternalBlockingPoolSize(2))
            .build();
    ApiServer server =
        new ApiServer(vertx, new RequestPath(vertx, settings, table, access, watcher));
    try {
      vertx
          .deployVerticle(
              () -> server.new Listener(settings),
              new DeploymentOptions().setInstances(settings.eventLoops()))
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      return server;
    } catch (ExecutionException | TimeoutException e) {
      server.close();
      throw new FarmException(
          ErrorCode.INVALID_CONFIGURATION,
          "cannot listen on "
              + settings.address()
              + " port "
              + settings.port()
              + ": "
              + (e.getCause() == null ? e : e.getCause()).getMessage()
              + "; stop what listens there, or set another 'listen' in coordinator.yaml",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      server.close();
      throw new FarmException(ErrorCode.CANCELLED, "interrupted while the server started", e);
    }
  }

  /** One of the event loops that share the port. */
  private final class Listener extends AbstractVerticle {
    private final ServerSettings settings;

    Listener(ServerSettings settings) {
      this.settings = settings;
    }

    @Override
    public void start(Promise<Void> started) {
      HttpServerOptions options =
          new HttpServerOptions()
              .setHost(settings.address())
              .setPort(settings.port())
              .setTcpNoDelay(true)
              .setHandle100ContinueAutomatically(true)
              .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
              .setIdleTimeout((int) (2 * settings.idleTime().toMillis()))
              // Whoever sends without ever reading keeps a connection from being idle.
              .setWriteIdleTimeout(writeIdleMillis(settings));
      settings
          .certificate()
          .ifPresent(
              own ->
                  options
                      .setSsl(true)
                      .setUseAlpn(true)
                      .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"))
                      .setKeyCertOptions(
                          new PemKeyCertOptions()
                              .setCertPath(own.certificate().toString())
                              .setKeyPath(own.key().toString())));
      vertx
          .createHttpServer(options)
          .connectionHandler(requests::opened)
          .requestHandler(requests::handle)
          .listen()
          .onSuccess(server -> port = server.actualPort())
          .<Void>mapEmpty()
          .onComplete(started);
    }
  }

  /** Longer than a long poll, and than a body may take to arrive. */
  private static int writeIdleMillis(ServerSettings settings) {
    return (int) (2 * settings.idleTime().toMillis() + settings.bodyTime().toMillis());
  }

  /** The port that it listens on. */
  public int port() {
    return port;
  }

  /** How many connections are open. */
  public int connections() {
    return requests.connections();
  }

  @Override
  public void close() {
    requests.refuseMore();
    try {
      requests.awaitQuiet(STOP_LIMIT);
      vertx
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.warn("the HTTP server did not stop cleanly: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
