package dev.meterfarm.benchmarks.chaos;

import dev.meterfarm.protocol.client.ApiClient;
import dev.meterfarm.protocol.client.CoordinatorAddress;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.testkit.farm.FaultyLink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What docs/service.md asks to put before several coordinators: it keeps a client on one node while
 * that answers {@code /health}, and closes the connections to a node that does not.
 */
final class Balancer implements AutoCloseable {
  private static final Duration CHECK = Duration.ofSeconds(1);
  private static final Duration CHECK_LIMIT = Duration.ofSeconds(2);

  private static final long POLL_MILLIS = 50;

  /** So many checks in a row must fail. */
  private static final int FAILURES = 2;

  /** A node as the balancer sees it; only its check writes. */
  private static final class Backend {
    private final InetSocketAddress address;
    private final ApiClient client;
    private int failures = FAILURES;
    private volatile boolean up;

    Backend(InetSocketAddress address, ApiClient client) {
      this.address = address;
      this.client = client;
    }
  }

  private final List<Backend> backends = new ArrayList<>();
  private final List<FaultyLink> clients = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService checks;

  /**
   * Starts to check.
   *
   * @param ports of the nodes
   * @param fingerprint of the certificate that they share
   */
  Balancer(List<Integer> ports, String fingerprint) {
    checks =
        Executors.newScheduledThreadPool(
            ports.size(),
            task -> {
              Thread thread = new Thread(task, "balancer");
              thread.setDaemon(true);
              return thread;
            });
    for (int port : ports) {
      CoordinatorAddress address =
          CoordinatorAddress.of("https://127.0.0.1:" + port, Optional.of(fingerprint));
      Backend backend =
          new Backend(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
              new ApiClient(address, Optional::empty));
      backends.add(backend);
      var unused =
          checks.scheduleWithFixedDelay(
              () -> check(backend), 0, CHECK.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Waits until every node is there. */
  void awaitAll() throws InterruptedException {
    while (!backends.stream().allMatch(backend -> backend.up)) {
      Thread.sleep(POLL_MILLIS);
    }
  }

  /**
   * A line for one client; clients are spread over the nodes by their numbers.
   *
   * @param at the address of ours under which the client reaches it
   */
  FaultyLink line(InetAddress at, int client) throws IOException {
    FaultyLink link = FaultyLink.between(at, () -> choose(client));
    clients.add(link);
    return link;
  }

  private Optional<InetSocketAddress> choose(int client) {
    for (int i = 0; i < backends.size(); i++) {
      Backend backend = backends.get((client + i) % backends.size());
      if (backend.up) {
        return Optional.of(backend.address);
      }
    }
    return Optional.empty();
  }

  private void check(Backend backend) {
    try {
      backend.client.getBytes("/health", CHECK_LIMIT);
      backend.failures = 0;
      backend.up = true;
    } catch (FarmException e) {
      if (++backend.failures >= FAILURES && backend.up) {
        backend.up = false;
        clients.forEach(link -> link.dropThoseTo(backend.address));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the balancer ends
    }
  }

  @Override
  public void close() {
    checks.shutdownNow();
    clients.forEach(FaultyLink::close);
  }
}
