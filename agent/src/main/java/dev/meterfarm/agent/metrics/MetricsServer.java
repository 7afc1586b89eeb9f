package dev.meterfarm.agent.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.meterfarm.metrics.FarmMeters;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves {@code GET /metrics} and nothing else, without a token, on a few threads. A request that
 * does not arrive completely is given up after some seconds, so that nobody can keep all of them.
 */
public final class MetricsServer implements AutoCloseable {
  private static final String PATH = "/metrics";
  private static final int THREADS = 4;

  /**
   * How long a request may take to arrive, and an answer to be read. Read once, by the first server
   * of the process; there is no other way to tell it.
   */
  private static final List<String> LIMITS =
      List.of("sun.net.httpserver.maxReqTime", "sun.net.httpserver.maxRspTime");

  private static final String LIMIT_SECONDS = "5";

  private final FarmMeters meters;
  private final HttpServer server;
  private final ExecutorService serving =
      Executors.newFixedThreadPool(
          THREADS,
          task -> {
            Thread thread = new Thread(task, "agent-metrics");
            thread.setDaemon(true);
            return thread;
          });

  private MetricsServer(FarmMeters meters, HttpServer server) {
    this.meters = meters;
    this.server = server;
  }

  /**
   * Starts serving.
   *
   * @throws FarmException with INVALID_CONFIGURATION if the address is not free
   */
  public static MetricsServer start(InetSocketAddress address, FarmMeters meters) {
    for (String limit : LIMITS) {
      if (System.getProperty(limit) == null) {
        System.setProperty(limit, LIMIT_SECONDS);
      }
    }
    try {
      MetricsServer started = new MetricsServer(meters, HttpServer.create(address, 0));
      started.server.createContext("/", started::answer);
      started.server.setExecutor(started.serving);
      started.server.start();
      return started;
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.INVALID_CONFIGURATION,
          "cannot serve metrics on "
              + address
              + ": "
              + e.getMessage()
              + "; name another address or port with --metrics",
          e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(PATH)) {
        exchange.sendResponseHeaders(404, -1);
      } else if (!exchange.getRequestMethod().equals("GET")) {
        exchange.sendResponseHeaders(405, -1);
      } else {
        byte[] page = meters.page().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", FarmMeters.CONTENT_TYPE);
        exchange.sendResponseHeaders(200, page.length);
        exchange.getResponseBody().write(page);
      }
    }
  }

  /** Where the page is. */
  public String url() {
    InetSocketAddress at = server.getAddress();
    return "http://" + at.getHostString() + ":" + at.getPort() + PATH;
  }

  @Override
  public void close() {
    server.stop(0);
    serving.shutdownNow();
  }
}
