package dev.meterfarm.benchmarks.chaos;

import dev.meterfarm.coordinator.http.TokenMessages.CreatedToken;
import dev.meterfarm.coordinator.http.TokenMessages.NewToken;
import dev.meterfarm.coordinator.service.FarmJson;
import dev.meterfarm.protocol.client.ApiClient;
import dev.meterfarm.protocol.client.CoordinatorAddress;
import dev.meterfarm.protocol.client.TokenFile;
import dev.meterfarm.testkit.farm.FarmProcess;
import dev.meterfarm.testkit.farm.FarmProcesses;
import dev.meterfarm.testkit.farm.FaultyLink;
import dev.meterfarm.testkit.farm.SmallDisk;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Coordinators that share a ledger in PostgreSQL, agents with simulated devices, and a faulty line
 * wherever one of them talks to another.
 *
 * <pre>
 *   agent --line--> balancer --front--> node --line--> PostgreSQL
 * </pre>
 *
 * Programs that end are started again.
 */
final class ChaosFarm implements AutoCloseable {
  /** The target that all agents serve. */
  static final String TARGET = "simulated-a";

  private static final Logger log = LoggerFactory.getLogger(ChaosFarm.class);
  private static final Duration SUPERVISION = Duration.ofSeconds(1);
  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final Duration CALL_LIMIT = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 100;
  private static final int LEAST_PORT = 15_000;
  private static final int LENT_PORTS = 32_000;
  private static final int MOST_PORTS = 100;

  /** An agent's disk: enough for its credential and hundreds of results. */
  private static final String DISK_SIZE = "4m";

  /**
   * What to build.
   *
   * @param home of the sources
   * @param folder for everything; must not exist yet
   * @param pace how much of the simulated time really passes
   * @param disk whether the first agent keeps its files on a disk that can be filled
   */
  record Plan(Path home, Path folder, int nodes, int agents, double pace, boolean disk) {}

  private final Plan plan;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final FarmProcesses processes;
  private final LedgerServer ledger;
  private final List<FaultyLink> ledgerLines = new ArrayList<>();
  private final List<FaultyLink> fronts = new ArrayList<>();
  private final List<FaultyLink> agentLines = new ArrayList<>();
  private final FaultyLink operatorLine;
  private final List<Slot> nodes = new ArrayList<>();
  private final List<Slot> agents = new ArrayList<>();
  private final Optional<SmallDisk> disk;
  private final String fingerprint;

  private ChaosFarm(Plan plan) throws IOException, SQLException, InterruptedException {
    this.plan = plan;
    boolean complete = false;
    try {
      Files.createDirectories(plan.folder());
      ledger = started(LedgerServer.start(plan.folder().resolve("postgresql"), freePort()));
      processes =
          started(
              new FarmProcesses(
                  plan.home(),
                  Files.createDirectories(plan.folder().resolve("logs")),
                  Map.of("METERFARM_JAVA_OPTS", "-XX:TieredStopAtLevel=1")));
      startNodes();
      fingerprint = fingerprint(nodes.get(0).process());
      Balancer balancer =
          started(new Balancer(fronts.stream().map(FaultyLink::port).toList(), fingerprint));
      balancer.awaitAll();
      operatorLine = balancer.line(0);
      disk = plan.disk() ? Optional.of(startDisk()) : Optional.empty();
      for (int agent = 0; agent < plan.agents(); agent++) {
        agentLines.add(balancer.line(agent));
        startAgent(agent);
      }
      supervise();
      complete = true;
    } finally {
      if (!complete) {
        close();
      }
    }
  }

  /** Builds a farm; returns when every coordinator serves and every agent is on its way. */
  static ChaosFarm start(Plan plan) throws IOException, SQLException, InterruptedException {
    return new ChaosFarm(plan);
  }

  private <T extends AutoCloseable> T started(T part) {
    parts.push(part);
    return part;
  }

  /**
   * Below those that the system lends to whoever connects: a program that comes back needs its own.
   */
  private static int freePort() throws IOException {
    for (int i = 0; i < MOST_PORTS; i++) {
      int port = ThreadLocalRandom.current().nextInt(LEAST_PORT, LENT_PORTS);
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (BindException e) {
        log.debug("port {} is taken", port);
      }
    }
    throw new IOException("there is no free port from " + LEAST_PORT + " to " + LENT_PORTS);
  }

  private void startNodes() throws IOException, InterruptedException {
    List<Integer> queuePorts = new ArrayList<>();
    for (int i = 0; i < plan.nodes(); i++) {
      queuePorts.add(freePort());
    }
    for (int i = 0; i < plan.nodes(); i++) {
      int port = freePort();
      ledgerLines.add(started(FaultyLink.to(ledger.port())));
      fronts.add(started(FaultyLink.to(port)));
      configure(i, port, queuePorts);
      int node = i;
      nodes.add(new Slot("node-" + (i + 1), () -> startNode(node)));
      if (i == 0) {
        awaitServing(nodes.get(i).process()); // the others take over its certificate
      }
    }
    for (Slot slot : nodes) {
      awaitServing(slot.process());
    }
  }

  private void configure(int node, int port, List<Integer> queuePorts) throws IOException {
    Path password = plan.folder().resolve("database-password");
    Files.writeString(password, "none\n");
    String members =
        queuePorts.stream()
            .map(each -> "'127.0.0.1:" + each + "'")
            .collect(Collectors.joining(","));
    Files.writeString(
        config(node),
        String.join(
            "\n",
            "node: node-" + (node + 1),
            "listen: {port: " + port + "}",
            "database: {url: '"
                + LedgerServer.address(ledgerLines.get(node).port()).url()
                + "', user: postgres, password-file: "
                + password
                + "}",
            "queue: {port: " + queuePorts.get(node) + ", members: [" + members + "]}",
            ""));
    if (node > 0) {
      Path own = Files.createDirectories(data(node));
      for (String file : List.of("tls-certificate.pem", "tls-key.pem")) {
        Files.copy(data(0).resolve(file), own.resolve(file));
      }
    }
  }

  private FarmProcess startNode(int node) throws IOException {
    return processes.start(
        "coordinator",
        "serve",
        "--config",
        config(node).toString(),
        "--data",
        data(node).toString());
  }

  /** The configuration of a node, which commands take as well. */
  Path config(int node) {
    return plan.folder().resolve("node-" + (node + 1) + ".yaml");
  }

  private Path data(int node) {
    return plan.folder().resolve("node-" + (node + 1));
  }

  private static void awaitServing(FarmProcess node) throws InterruptedException {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (!node.log().contains("next: ")) {
      if (!node.isAlive() || System.nanoTime() - end > 0) {
        throw new IllegalStateException("a coordinator does not start: " + node.log());
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static String fingerprint(FarmProcess node) {
    return node.log()
        .lines()
        .filter(line -> line.contains("fingerprint of its certificate"))
        .findFirst()
        .orElseThrow()
        .replaceFirst(".*: ", "")
        .strip();
  }

  private SmallDisk startDisk() throws IOException {
    return started(SmallDisk.mount(agentData(0), DISK_SIZE));
  }

  private Path agentData(int agent) {
    return plan.folder().resolve(agentName(agent));
  }

  /** The name of an agent. */
  static String agentName(int agent) {
    return "agent-" + (agent + 1);
  }

  private void startAgent(int agent) throws IOException, InterruptedException {
    String name = agentName(agent);
    Path token = plan.folder().resolve(name + ".token");
    TokenFile.write(token, registration(name));
    Path profiles = Files.createDirectories(plan.folder().resolve(name + "-profiles"));
    Path known = plan.home().resolve("device-profiles").resolve("simulated.yaml");
    Files.writeString(
        profiles.resolve("simulated.yaml"),
        Files.readString(known)
            .replace("device: simulated\n", "device: simulated-of-" + name + "\n")
            .replace("    seed: 1\n", "    seed: 1\n    real-time-factor: " + plan.pace() + "\n"));
    List<String> arguments =
        List.of(
            "start",
            "--name",
            name,
            "--coordinator",
            "https://127.0.0.1:" + agentLines.get(agent).port(),
            "--fingerprint",
            fingerprint,
            "--token-file",
            token.toString(),
            "--profiles",
            profiles.toString(),
            "--target",
            TARGET,
            "--data",
            agentData(agent).toString());
    List<String> before = agent == 0 ? disk.map(SmallDisk::entering).orElse(List.of()) : List.of();
    agents.add(new Slot(name, () -> processes.start(before, "agent", arguments)));
  }

  private String registration(String name) throws InterruptedException {
    CoordinatorAddress address =
        CoordinatorAddress.of(
            "https://127.0.0.1:" + fronts.get(0).port(), Optional.of(fingerprint));
    String admin = TokenFile.read(adminToken());
    byte[] made =
        new ApiClient(address, () -> Optional.of(admin))
            .post("/api/v1/tokens", FarmJson.bytes(new NewToken(name, "agent")), CALL_LIMIT);
    return FarmJson.read(made, CreatedToken.class).token();
  }

  private Path adminToken() {
    return data(0).resolve("admin.token");
  }

  private void supervise() {
    ScheduledExecutorService supervisor =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "supervisor");
              thread.setDaemon(true);
              return thread;
            });
    started(
        () -> {
          supervisor.shutdownNow();
          supervisor.awaitTermination(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        });
    var unused =
        supervisor.scheduleWithFixedDelay(
            this::lookAfterAll, 0, SUPERVISION.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void lookAfterAll() {
    for (Slot slot : programs()) {
      try {
        slot.lookAfter();
      } catch (IOException e) {
        log.error("{} cannot be started again", slot.name(), e);
      }
    }
  }

  /** All programs that are to run. */
  List<Slot> programs() {
    List<Slot> all = new ArrayList<>(nodes);
    all.addAll(agents);
    return all;
  }

  Slot node(int number) {
    return nodes.get(number);
  }

  Slot agent(int number) {
    return agents.get(number);
  }

  int nodes() {
    return nodes.size();
  }

  int agents() {
    return plan.agents();
  }

  LedgerServer ledger() {
    return ledger;
  }

  /** The line between a node and the ledger. */
  FaultyLink ledgerLine(int node) {
    return ledgerLines.get(node);
  }

  /** The line between everybody and a node. */
  FaultyLink front(int node) {
    return fronts.get(node);
  }

  FaultyLink agentLine(int agent) {
    return agentLines.get(agent);
  }

  Optional<SmallDisk> disk() {
    return disk;
  }

  /** A command for operators, with how to reach the farm behind it; what it printed. */
  String order(Duration patience, String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of(
            "--coordinator",
            "https://127.0.0.1:" + operatorLine.port(),
            "--fingerprint",
            fingerprint,
            "--token-file",
            adminToken().toString()));
    return processes.run(patience, "coordinator", all.toArray(String[]::new));
  }

  /** A command that needs no coordinator. */
  String command(Duration patience, String... arguments) throws IOException, InterruptedException {
    return processes.run(patience, "coordinator", arguments);
  }

  /** Which node plans, if the ledger is asked; its number in the list. */
  Optional<Integer> leader() throws SQLException {
    List<String> names = ledger.ask("SELECT node FROM leader WHERE id = 1");
    return IntStream.range(0, nodes.size())
        .filter(i -> names.contains(nodes.get(i).name()))
        .boxed()
        .findFirst();
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        log.warn("a part of the farm does not stop", e);
      }
    }
  }
}
