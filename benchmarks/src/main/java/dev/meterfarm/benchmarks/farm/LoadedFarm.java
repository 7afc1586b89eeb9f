package dev.meterfarm.benchmarks.farm;

import dev.meterfarm.benchmarks.Parts;
import dev.meterfarm.coordinator.access.AccessControl;
import dev.meterfarm.coordinator.access.Caller;
import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.access.TokenKind;
import dev.meterfarm.coordinator.access.tls.ServerCertificate;
import dev.meterfarm.coordinator.dispatch.DispatchSettings;
import dev.meterfarm.coordinator.dispatch.HandOut;
import dev.meterfarm.coordinator.dispatch.LedgerPorts;
import dev.meterfarm.coordinator.dispatch.LongPolls;
import dev.meterfarm.coordinator.http.AgentSessions;
import dev.meterfarm.coordinator.http.ApiServer;
import dev.meterfarm.coordinator.http.LeaseHandler;
import dev.meterfarm.coordinator.http.RequestWatcher;
import dev.meterfarm.coordinator.http.ResultHandler;
import dev.meterfarm.coordinator.http.RouteTable;
import dev.meterfarm.coordinator.http.ServerSettings;
import dev.meterfarm.coordinator.http.SessionHandler;
import dev.meterfarm.coordinator.http.SyncHandler;
import dev.meterfarm.coordinator.metrics.JobMetrics;
import dev.meterfarm.coordinator.metrics.RequestMetrics;
import dev.meterfarm.coordinator.metrics.StorageMetrics;
import dev.meterfarm.coordinator.queue.hazelcast.HazelcastWorkQueue;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.StorageWatcher;
import dev.meterfarm.coordinator.store.sql.SqliteStore;
import dev.meterfarm.metrics.FarmMeters;
import dev.meterfarm.protocol.job.JobKind;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.job.RunPlan;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * The parts of a coordinator that agents meet, put together as a node does, with TLS and a ledger
 * on disk, and a way to plan jobs at will. For one thread.
 */
final class LoadedFarm implements AutoCloseable {
  private static final int JOBS_AT_ONCE = 2_000;
  private static final int API_WORKERS = 16;
  private static final int ATTEMPTS = 3;
  private static final RunPlan PLAN =
      new RunPlan(1, 0, 1, 1, Duration.ZERO, false, Duration.ofSeconds(60));
  private static final Caller ITSELF = new Caller("benchmark", Role.ADMIN, "");

  private final Parts parts = new Parts();
  private final Stages stages = new Stages();
  private final SqliteStore store;
  private final HandOut handOut;
  private final AccessControl access;
  private final ServerCertificate certificate;
  private final ApiServer server;
  private final String model;
  private final int rows;
  private int planned;

  /**
   * Starts it.
   *
   * @param model each model of a job, as JSON
   * @param rows models of a job
   */
  LoadedFarm(Path data, String model, int rows) {
    this.model = model;
    this.rows = rows;
    FarmMeters meters = parts.started(new FarmMeters());
    store =
        parts.started(
            SqliteStore.open(data, Clock.systemUTC(), watched(new StorageMetrics(meters))));
    HazelcastWorkQueue queue = parts.started(HazelcastWorkQueue.start());
    LedgerPorts ports =
        new LedgerPorts(
            store.plan(),
            store.ledger(),
            store.sweep(),
            store.measurements(),
            store.blobs(),
            store.registry());
    DispatchSettings settings = DispatchSettings.defaults();
    handOut =
        parts.started(
            HandOut.start(
                ports, queue, settings, new Random(1), new JobMetrics(meters, device -> Map.of())));
    access =
        new AccessControl(
            store.access(), Clock.systemUTC(), new SecureRandom(), System::nanoTime, Runnable::run);
    ExecutorService work = Executors.newFixedThreadPool(API_WORKERS);
    parts.started(work::shutdownNow);
    AgentSessions sessions = new AgentSessions();
    LongPolls polls =
        new LongPolls(
            handOut.dispatcher(),
            work,
            settings.ledgerPoll(),
            Duration.ofSeconds(30),
            sessions::isReplaced);
    RouteTable table =
        new RouteTable(work)
            .add(new SessionHandler(handOut.dispatcher(), sessions))
            .add(new LeaseHandler(polls, sessions))
            .add(new SyncHandler(handOut.dispatcher(), sessions))
            .add(new ResultHandler(handOut.dispatcher()));
    certificate = ServerCertificate.ofFolder(data);
    ServerSettings http =
        new ServerSettings(
            "127.0.0.1",
            0,
            16L << 20,
            1L << 20,
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            2,
            Optional.of(certificate));
    server =
        parts.started(ApiServer.start(http, table, access, watched(new RequestMetrics(meters))));
  }

  private StorageWatcher watched(StorageWatcher metrics) {
    return (operation, took, failed) -> {
      metrics.ended(operation, took, failed);
      stages.ended(operation, took, failed);
    };
  }

  private RequestWatcher watched(RequestWatcher metrics) {
    return (route, status, seconds) -> {
      metrics.answered(route, status, seconds);
      stages.answered(route, status, seconds);
    };
  }

  /** Where the time goes. */
  Stages stages() {
    return stages;
  }

  String url() {
    return "https://127.0.0.1:" + server.port();
  }

  String fingerprint() {
    return certificate.fingerprint();
  }

  /** A credential for an agent. */
  String credential(String agent) {
    return access.create(TokenKind.CREDENTIAL, agent, Role.AGENT, ITSELF, "local").text();
  }

  /** Plans jobs for which nobody waits; within a second they are offered. */
  void plan(String target, int jobs) {
    for (int left = jobs; left > 0; left -= JOBS_AT_ONCE) {
      store.plan().enqueue(specs(target, Math.min(left, JOBS_AT_ONCE)), ATTEMPTS);
    }
  }

  /** Plans a job as a campaign does, which waits for it; it is offered at once. */
  void submit(String target) {
    handOut.board().submit(specs(target, 1));
  }

  private List<JobSpec> specs(String target, int jobs) {
    List<JobSpec> specs = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      String key = "bench/%09d".formatted(planned++);
      List<ModelRecipe> models =
          IntStream.range(0, rows)
              .mapToObj(row -> new ModelRecipe(ModelRecipe.Form.GRAPH, key, model, key + "#" + row))
              .toList();
      specs.add(new JobSpec(Campaign.FARM, key, target, JobKind.KERNEL_SAMPLES, 1, models, PLAN));
    }
    return specs;
  }

  /** A number among the arguments of a program. */
  static int argument(String[] arguments, int at, int fallback) {
    return arguments.length > at ? Integer.parseInt(arguments[at]) : fallback;
  }

  @Override
  public void close() {
    parts.close();
  }
}
