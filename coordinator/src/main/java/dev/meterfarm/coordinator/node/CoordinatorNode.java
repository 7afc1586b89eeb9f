package dev.meterfarm.coordinator.node;

import dev.meterfarm.coordinator.access.AccessControl;
import dev.meterfarm.coordinator.access.tls.ServerCertificate;
import dev.meterfarm.coordinator.config.NodeSettings;
import dev.meterfarm.coordinator.dispatch.DispatchSettings;
import dev.meterfarm.coordinator.dispatch.HandOut;
import dev.meterfarm.coordinator.dispatch.LedgerPorts;
import dev.meterfarm.coordinator.dispatch.LongPolls;
import dev.meterfarm.coordinator.dispatch.SteadyClock;
import dev.meterfarm.coordinator.http.AgentSessions;
import dev.meterfarm.coordinator.http.ApiServer;
import dev.meterfarm.coordinator.http.Route;
import dev.meterfarm.coordinator.http.RouteTable;
import dev.meterfarm.coordinator.http.ServerSettings;
import dev.meterfarm.coordinator.metrics.CampaignGauges;
import dev.meterfarm.coordinator.metrics.CampaignMetrics;
import dev.meterfarm.coordinator.metrics.DiskWatch;
import dev.meterfarm.coordinator.metrics.FarmWatch;
import dev.meterfarm.coordinator.metrics.JobMetrics;
import dev.meterfarm.coordinator.metrics.NodeGauges;
import dev.meterfarm.coordinator.metrics.QueueWatch;
import dev.meterfarm.coordinator.metrics.RequestMetrics;
import dev.meterfarm.coordinator.metrics.StorageMetrics;
import dev.meterfarm.coordinator.queue.StartingWorkQueue;
import dev.meterfarm.coordinator.queue.WorkQueue;
import dev.meterfarm.coordinator.queue.hazelcast.HazelcastWorkQueue;
import dev.meterfarm.coordinator.queue.hazelcast.MemberSettings;
import dev.meterfarm.coordinator.registry.Registry;
import dev.meterfarm.coordinator.service.CampaignLoop;
import dev.meterfarm.coordinator.service.PresentTargets;
import dev.meterfarm.coordinator.service.ServicePorts;
import dev.meterfarm.coordinator.service.ServiceSettings;
import dev.meterfarm.coordinator.service.SharedTargets;
import dev.meterfarm.coordinator.service.TargetSupply;
import dev.meterfarm.coordinator.status.StatusBoard;
import dev.meterfarm.coordinator.store.Leadership;
import dev.meterfarm.coordinator.store.Term;
import dev.meterfarm.coordinator.store.sql.SqlStore;
import dev.meterfarm.metrics.FarmMeters;
import dev.meterfarm.metrics.FarmMetric;
import dev.meterfarm.protocol.device.DeviceId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
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
  /** The file in the data folder that holds the first administrator's token. */
  public static final String ADMIN_TOKEN_FILE = AdminToken.FILE_NAME;

  private static final String CLUSTER = "meterfarm";
  private static final Duration TOKENS_REFRESH = Duration.ofSeconds(1);
  private static final Duration TARGETS_REFRESH = Duration.ofSeconds(2);
  private static final Duration STATUS_REFRESH = Duration.ofSeconds(1);
  private static final Duration LEDGER_POLL = DispatchSettings.defaults().ledgerPoll();
  private static final Duration LONGEST_POLL = Duration.ofSeconds(30);
  private static final int MOST_WAITING_REQUESTS = 4_096;
  private static final int MOST_WAITING_REFUSALS = 1_000;
  private static final int MOST_WAITING_PAGES = 20;

  /** What has been started, the latest first. */
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  private final NodeSettings settings;
  private final AccessControl access;
  private final Optional<ServerCertificate> certificate;
  private final RouteTable table;
  private final Registry registry;
  private final ApiServer server;
  private final Optional<Path> newAdminToken;
  private volatile boolean draining;

  private CoordinatorNode(NodeSettings settings, String version) {
    this.settings = settings;
    Clock clock = new SteadyClock(Clock.systemUTC(), System::nanoTime);
    boolean started = false;
    try {
      FarmMeters meters = started(new FarmMeters());
      SqlStore store = started(Ledgers.open(settings, clock, new StorageMetrics(meters)));
      Lead lead = started(lead(store));
      WorkQueue queue =
          started(new StartingWorkQueue(HazelcastWorkQueue.startInBackground(member())));
      HandOut handOut =
          started(
              HandOut.start(
                  ports(store, lead),
                  queue,
                  DispatchSettings.defaults(),
                  new Random(clock.millis()),
                  new JobMetrics(meters, this::baselines)));
      registry = handOut.registry();
      SharedTargets targets =
          started(SharedTargets.start(handOut.presence(), store.campaigns(), TARGETS_REFRESH));
      CampaignLoop loop =
          started(
              CampaignLoop.start(
                  servicePorts(
                      store,
                      handOut,
                      new PresentTargets(targets, handOut.registry()),
                      lead,
                      meters,
                      clock),
                  ServiceSettings.of(version),
                  System::nanoTime));
      ThreadPoolExecutor refusals = NamedPool.of("access-refusals", 1, MOST_WAITING_REFUSALS);
      started(refusals::shutdown);
      access =
          new AccessControl(
              store.access(), Clock.systemUTC(), new SecureRandom(), System::nanoTime, refusals);
      if (settings.database().isPresent()) {
        started(Repetition.start("shared-tokens", TOKENS_REFRESH, access::reload));
      }
      newAdminToken = AdminToken.makeIfNeeded(access, settings.data());
      JobCounts jobs = new JobCounts(store.campaigns(), store.plan(), System::nanoTime);
      StatusBoard board =
          started(
              StatusBoard.start(
                  List.of(
                      jobs,
                      new QueueWatch(store.sweep(), meters, clock),
                      new FarmWatch(handOut.registry(), meters, System::nanoTime),
                      new DiskWatch(settings.data(), meters),
                      lead),
                  STATUS_REFRESH,
                  System::nanoTime));
      meters.read(new CampaignGauges(loop.service()::list, Clock.systemUTC()));
      meters.read(
          new NodeGauges(version, () -> !isDraining() && board.stale().isEmpty(), jobs::latest));
      ThreadPoolExecutor work = NamedPool.of("api-work", settings.workers(), MOST_WAITING_REQUESTS);
      started(work::shutdown);
      certificate = certificate();
      AgentSessions sessions = new AgentSessions();
      LongPolls polls =
          new LongPolls(
              handOut.dispatcher(),
              work,
              LEDGER_POLL,
              LONGEST_POLL,
              session -> isDraining() || sessions.isReplaced(session));
      ThreadPoolExecutor pages = NamedPool.of("metrics-page", 1, MOST_WAITING_PAGES);
      started(pages::shutdown);
      table =
          new NodeRoutes(access, work)
              .state(board, this::isDraining, version)
              .metrics(meters, pages)
              .tokens()
              .campaigns(loop.service(), store)
              .farm(handOut)
              .agents(handOut.dispatcher(), polls, sessions)
              .table();
      server =
          started(ApiServer.start(serverSettings(), table, access, new RequestMetrics(meters)));
      meters.read(sink -> sink.put(FarmMetric.HTTP_CONNECTIONS, server.connections()));
      meters.read(sink -> leadership(sink, lead.term()));
      meters.read(sink -> sink.put(FarmMetric.LEASE_REQUESTS_WAITING, polls.waiting()));
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

  private Optional<ServerCertificate> certificate() {
    return switch (settings.tls().mode()) {
      case OFF -> Optional.empty();
      case SELF_SIGNED -> Optional.of(ServerCertificate.ofFolder(settings.data()));
      case FILES ->
          Optional.of(
              ServerCertificate.of(
                  settings.tls().certificate().orElseThrow(), settings.tls().key().orElseThrow()));
    };
  }

  private <T extends AutoCloseable> T started(T part) {
    parts.push(part);
    return part;
  }

  /** A reference run of a device that nobody knows has nothing to compare with. */
  private Map<String, Double> baselines(DeviceId device) {
    return registry.device(device).map(of -> of.health().baselines().nanos()).orElse(Map.of());
  }

  private static void leadership(FarmMeters.GaugeSink sink, Optional<Term> term) {
    sink.put(FarmMetric.LEADER, term.isPresent() ? 1 : 0);
    term.ifPresent(won -> sink.put(FarmMetric.LEADER_TERM, (double) won.number()));
  }

  private Lead lead(SqlStore store) {
    Leadership claim = store.leadership(settings.node());
    return settings.database().isPresent()
        ? Lead.start(claim, System::nanoTime)
        : Lead.alone(claim);
  }

  private MemberSettings member() {
    NodeSettings.Queue queue = settings.queue();
    return queue.members().isEmpty()
        ? MemberSettings.alone()
        : new MemberSettings(
            CLUSTER, queue.address(), queue.port(), queue.members(), queue.trustsNetwork());
  }

  private static LedgerPorts ports(SqlStore store, Lead lead) {
    return new LedgerPorts(
        store.plan(),
        store.plan(lead::term),
        store.ledger(),
        store.sweep(),
        store.measurements(),
        store.blobs(),
        store.registry());
  }

  private static ServicePorts servicePorts(
      SqlStore store,
      HandOut handOut,
      TargetSupply supply,
      Lead lead,
      FarmMeters meters,
      Clock clock) {
    return new ServicePorts(
        store.campaigns(),
        store.decisions(),
        store.measurements(),
        store.blobs(),
        handOut.board(),
        supply,
        new CampaignMetrics(meters),
        () -> lead.term().map(store::planning),
        clock);
  }

  private ServerSettings serverSettings() {
    return new ServerSettings(
        settings.address(),
        settings.port(),
        settings.mostJsonBytes(),
        settings.mostBlobBytes(),
        settings.bodyTime(),
        settings.idleTime(),
        Math.min(4, Runtime.getRuntime().availableProcessors()),
        certificate);
  }

  /** Every route that is served. */
  List<Route> routes() {
    return table.routes();
  }

  /** Where to reach it. */
  public String url() {
    return (certificate.isPresent() ? "https://" : "http://") + host() + ":" + server.port();
  }

  private String host() {
    String address = settings.address();
    if (!address.equals("0.0.0.0") && !address.equals("::")) {
      return address.contains(":") ? "[" + address + "]" : address;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** SHA-256 of the certificate, for agents and commands to pin; empty without TLS. */
  public Optional<String> fingerprint() {
    return certificate.map(ServerCertificate::fingerprint);
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
