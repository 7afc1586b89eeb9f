package dev.meterfarm.coordinator.node;

import dev.meterfarm.coordinator.access.AccessControl;
import dev.meterfarm.coordinator.config.NodeSettings;
import dev.meterfarm.coordinator.dispatch.DispatchSettings;
import dev.meterfarm.coordinator.dispatch.HandOut;
import dev.meterfarm.coordinator.dispatch.LedgerPorts;
import dev.meterfarm.coordinator.dispatch.SteadyClock;
import dev.meterfarm.coordinator.http.ApiServer;
import dev.meterfarm.coordinator.http.AuditHandler;
import dev.meterfarm.coordinator.http.CreateTokenHandler;
import dev.meterfarm.coordinator.http.HealthHandler;
import dev.meterfarm.coordinator.http.ListTokensHandler;
import dev.meterfarm.coordinator.http.OpenApiHandler;
import dev.meterfarm.coordinator.http.ReadyHandler;
import dev.meterfarm.coordinator.http.RevokeTokenHandler;
import dev.meterfarm.coordinator.http.Route;
import dev.meterfarm.coordinator.http.RouteTable;
import dev.meterfarm.coordinator.http.ServerSettings;
import dev.meterfarm.coordinator.http.StatusHandler;
import dev.meterfarm.coordinator.queue.StartingWorkQueue;
import dev.meterfarm.coordinator.queue.WorkQueue;
import dev.meterfarm.coordinator.queue.hazelcast.HazelcastWorkQueue;
import dev.meterfarm.coordinator.status.StatusBoard;
import dev.meterfarm.coordinator.store.sql.SqliteStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * One coordinator that serves over HTTP.
 *
 * <ol>
 *   <li>{@link #start}: ledger, queue (in the background), hand-out, access, status, server;
 *       whoever starts later needs those before it.
 *   <li>{@link #drain}: nothing new is handed out; what agents hold is still taken back.
 *   <li>{@link #close}: everything in reverse order; each part finishes what it began.
 * </ol>
 */
public final class CoordinatorNode implements AutoCloseable {
  private static final Duration STATUS_REFRESH = Duration.ofSeconds(1);
  private static final int MOST_WAITING_REQUESTS = 4_096;
  private static final int MOST_WAITING_REFUSALS = 1_000;

  /** What has been started, the latest first. */
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  private final NodeSettings settings;
  private final AccessControl access;
  private final RouteTable table;
  private final ApiServer server;
  private final Optional<Path> newAdminToken;
  private volatile boolean draining;

  private CoordinatorNode(NodeSettings settings, String version) {
    this.settings = settings;
    Clock clock = new SteadyClock(Clock.systemUTC(), System::nanoTime);
    boolean started = false;
    try {
      SqliteStore store = started(SqliteStore.open(settings.data(), clock));
      WorkQueue queue = started(new StartingWorkQueue(HazelcastWorkQueue.startInBackground()));
      started(
          HandOut.start(
              ports(store), queue, DispatchSettings.defaults(), new Random(clock.millis())));
      ThreadPoolExecutor refusals = NamedPool.of("access-refusals", 1, MOST_WAITING_REFUSALS);
      started(refusals::shutdown);
      access =
          new AccessControl(
              store.access(), Clock.systemUTC(), new SecureRandom(), System::nanoTime, refusals);
      newAdminToken = AdminToken.makeIfNeeded(access, settings.data());
      StatusBoard board =
          started(
              StatusBoard.start(
                  List.of(new JobCounts(store.campaigns(), store.plan())),
                  STATUS_REFRESH,
                  System::nanoTime));
      ThreadPoolExecutor work = NamedPool.of("api-work", settings.workers(), MOST_WAITING_REQUESTS);
      started(work::shutdown);
      table = routes(work, board, version);
      server = started(ApiServer.start(serverSettings(), table, access, Optional.empty()));
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  /**
   * Starts a node.
   *
   * @param version of this program, for the status
   */
  public static CoordinatorNode start(NodeSettings settings, String version) {
    return new CoordinatorNode(settings, version);
  }

  private <T extends AutoCloseable> T started(T part) {
    parts.push(part);
    return part;
  }

  private static LedgerPorts ports(SqliteStore store) {
    return new LedgerPorts(
        store.plan(),
        store.ledger(),
        store.sweep(),
        store.measurements(),
        store.blobs(),
        store.registry());
  }

  private ServerSettings serverSettings() {
    return new ServerSettings(
        settings.address(),
        settings.port(),
        settings.mostJsonBytes(),
        settings.mostBlobBytes(),
        settings.bodyTime(),
        settings.idleTime(),
        Math.min(4, Runtime.getRuntime().availableProcessors()));
  }

  /** Every route of the API; a new one is one more line here and in {@code openapi.yaml}. */
  private RouteTable routes(ThreadPoolExecutor work, StatusBoard board, String version) {
    return new RouteTable(work)
        .add(new HealthHandler())
        .add(new ReadyHandler(board, this::isDraining))
        .add(new StatusHandler(board, this::isDraining, version))
        .add(new OpenApiHandler())
        .add(new CreateTokenHandler(access))
        .add(new ListTokensHandler(access))
        .add(new RevokeTokenHandler(access))
        .add(new AuditHandler(access));
  }

  /** Every route that is served. */
  List<Route> routes() {
    return table.routes();
  }

  /** Where to reach it. */
  public String url() {
    return "http://" + settings.address() + ":" + server.port();
  }

  /** The file with the administrator's token, if this start has made one. */
  public Optional<Path> newAdminToken() {
    return newAdminToken;
  }

  /** Hands out nothing more. */
  public void drain() {
    draining = true;
  }

  /** True once {@link #drain} was called. */
  public boolean isDraining() {
    return draining;
  }

  @Override
  public void close() {
    drain();
    while (!parts.isEmpty()) {
      PartClosing.close(parts.pop());
    }
  }
}
