package dev.meterfarm.coordinator.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Closes connections that are open without a request in progress for too long, also those that
 * trickle a header byte by byte, which no idle timeout notices. A long poll is a request in
 * progress.
 */
final class ConnectionGuard {
  private final Map<HttpConnection, Activity> connections = new ConcurrentHashMap<>();
  private final long idleNanos;

  private static final class Activity {
    final AtomicInteger requests = new AtomicInteger();
    volatile long quietSince = System.nanoTime();
  }

  ConnectionGuard(Vertx vertx, Duration idle) {
    idleNanos = idle.toNanos();
    vertx.setPeriodic(Math.max(50, idle.toMillis() / 10), timer -> closeIdle());
  }

  void opened(HttpConnection connection) {
    connections.put(connection, new Activity());
    connection.closeHandler(nothing -> connections.remove(connection));
  }

  void requestBegins(HttpConnection connection) {
    Activity activity = connections.get(connection);
    if (activity != null) {
      activity.requests.incrementAndGet();
    }
  }

  void requestEnds(HttpConnection connection) {
    Activity activity = connections.get(connection);
    if (activity != null) {
      activity.quietSince = System.nanoTime();
      activity.requests.decrementAndGet();
    }
  }

  /** How many connections are open. */
  int open() {
    return connections.size();
  }

  private void closeIdle() {
    long now = System.nanoTime();
    connections.forEach(
        (connection, activity) -> {
          if (activity.requests.get() == 0 && now - activity.quietSince > idleNanos) {
            var unused = connection.close();
          }
        });
  }
}
