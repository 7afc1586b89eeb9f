package dev.meterfarm.benchmarks.chaos;

import dev.meterfarm.benchmarks.chaos.Machines.Machine;
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
import dev.meterfarm.testkit.farm.SmallNetwork;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
 * Coordinators that share a ledger in PostgreSQL, agents with simulated devices, perhaps one that
 * measures on this machine's CPU, and a faulty line wherever one of them talks to another.
 *
 * <pre>
 *   agent --line--> balancer --front--> node --line--> PostgreSQL
 * </pre>
 *
 * Programs that end are started again.
 */
final class ChaosFarm implements AutoCloseable {
  /** The target that all simulated devices serve. */
  static final String TARGET = "simulated-a";

  /** What the agent serves that really measures. */
  static final String REAL_TARGET = "host-cpu";

  private static final Logger log = LoggerFactory.getLogger(ChaosFarm.class);
  private static final Duration SUPERVISION = Duration.ofSeconds(1);
  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final Duration CALL_LIMIT = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 100;
  private static final int LEAST_PORT = 15_000;
  private static final int LENT_PORTS = 32_000;
  private static final int MOST_PORTS = 100;

  /** An agent's disk: enough for its credential and hundreds of results. */
  private static final String AGENT_DISK = "4m";

  /** A coordinator's: enough for its certificate and the bundles that it makes. */
  private static final String NODE_DISK = "32m";

  /** The node whose disk can be filled: not the one that makes the certificate. */
  private static final int NODE_WITH_DISK = 1;

  private static final String JAVA_OPTIONS = "-XX:TieredStopAtLevel=1";

  /**
   * What to build.
   *
   * @param home of the sources
   * @param folder for everything; must not exist yet
   * @param agents how many with simulated devices
   * @param pace how much of the simulated time really passes
   * @param means which faults are to be possible
   */
  record Plan(Path home, Path folder, int nodes, int agents, double pace, Means means) {}

  private final Plan plan;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final FarmProcesses processes;
  private final Machines machines;
  private final LedgerServer ledger;
  private final List<FaultyLink> ledgerLines = new ArrayList<>();
  private final List<FaultyLink> fronts = new ArrayList<>();
  private final List<FaultyLink> agentLines = new ArrayList<>();
  private final FaultyLink operatorLine;
  private final List<Machine> nodeMachines = new ArrayList<>();
  private final List<Machine> agentMachines = new ArrayList<>();
  private final List<Slot> nodes = new ArrayList<>();
  private final List<Slot> agents = new ArrayList<>();
  private final Optional<SmallDisk> nodeDisk;
  private final Optional<SmallDisk> agentDisk;
  private final String fingerprint;

  private ChaosFarm(Plan plan) throws IOException, SQLException, InterruptedException {
    this.plan = plan;
    boolean complete = false;
    try {
      Files.createDirectories(plan.folder());
      boolean disks = plan.means().disks();
      machines = started(Machines.open(plan.means().network()));
      ledger = started(LedgerServer.start(plan.folder().resolve("postgresql"), freePort(), disks));
      processes =
          started(
              new FarmProcesses(
                  plan.home(),
                  Files.createDirectories(plan.folder().resolve("logs")),
                  Map.of("METERFARM_JAVA_OPTS", JAVA_OPTIONS)));
      nodeDisk =
          disks && plan.nodes() > NODE_WITH_DISK
              ? Optional.of(started(SmallDisk.mount(nodeData(NODE_WITH_DISK), NODE_DISK)))
              : Optional.empty();
      startNodes();
      fingerprint = fingerprint(nodes.get(0).process());
      Balancer balancer =
          started(new Balancer(fronts.stream().map(FaultyLink::port).toList(), fingerprint));
      balancer.awaitAll();
      operatorLine = balancer.line(InetAddress.getLoopbackAddress(), 0);
      agentDisk =
          disks
              ? Optional.of(started(SmallDisk.mount(agentData(0), AGENT_DISK)))
              : Optional.empty();
      for (int agent = 0; agent < agents(); agent++) {
        agentLines.add(balancer.line(machines.here(), agent));
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
    List<String> members = new ArrayList<>();
    for (int i = 0; i < plan.nodes(); i++) {
      nodeMachines.add(machines.add());
      members.add(nodeMachines.get(i).address() + ":" + freePort());
    }
    InetSocketAddress database =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), ledger.port());
    for (int i = 0; i < plan.nodes(); i++) {
      InetSocketAddress served = new InetSocketAddress(nodeMachines.get(i).address(), freePort());
      ledgerLines.add(started(FaultyLink.between(machines.here(), () -> Optional.of(database))));
      fronts.add(started(FaultyLink.to(() -> Optional.of(served))));
      configure(i, served.getPort(), members);
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

  private void configure(int node, int port, List<String> members)
      throws IOException, InterruptedException {
    Path password = plan.folder().resolve("database-password");
    Files.writeString(password, "none\n");
    Machine machine = nodeMachines.get(node);
    String queuePort = members.get(node).replaceFirst(".*:", "");
    Files.writeString(
        config(node),
        String.join(
            "\n",
            "node: node-" + (node + 1),
            "listen: {address: " + machine.address() + ", port: " + port + "}",
            "database: {url: '"
                + LedgerServer.address(
                        machines.here().getHostAddress(), ledgerLines.get(node).port())
                    .url()
                + "', user: postgres, password-file: "
                + password
                + "}",
            "queue: {address: "
                + machine.address()
                + ", port: "
                + queuePort
                + ", members: ["
                + members.stream().map(of -> "'" + of + "'").collect(Collectors.joining(","))
                + "]}",
            ""));
    if (node > 0) {
      giveCertificate(node);
    }
  }

  private void giveCertificate(int node) throws IOException, InterruptedException {
    boolean onDisk = node == NODE_WITH_DISK && nodeDisk.isPresent();
    Path own =
        Files.createDirectories(onDisk ? plan.folder().resolve("certificate") : nodeData(node));
    for (String file : List.of("tls-certificate.pem", "tls-key.pem")) {
      Files.copy(nodeData(0).resolve(file), own.resolve(file));
    }
    if (onDisk) {
      nodeDisk.get().takeIn(own);
    }
  }

  private FarmProcess startNode(int node) throws IOException {
    List<String> before = new ArrayList<>(nodeMachines.get(node).entering());
    if (node == NODE_WITH_DISK) {
      nodeDisk.map(SmallDisk::entering).ifPresent(before::addAll);
      before.addAll(
          List.of(
              "env",
              "METERFARM_JAVA_OPTS=" + JAVA_OPTIONS + " -Djava.io.tmpdir=" + nodeData(node)));
    }
    return processes.start(
        before,
        "coordinator",
        List.of("serve", "--config", config(node).toString(), "--data", nodeData(node).toString()));
  }

  /** The configuration of a node, which commands take as well. */
  Path config(int node) {
    return plan.folder().resolve("node-" + (node + 1) + ".yaml");
  }

  private Path nodeData(int node) {
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

  private Path agentData(int agent) {
    return plan.folder().resolve(agentName(agent));
  }

  private static String agentName(int agent) {
    return "agent-" + (agent + 1);
  }

  private void startAgent(int agent) throws IOException, InterruptedException {
    String name = agentName(agent);
    Path token = plan.folder().resolve(name + ".token");
    TokenFile.write(token, registration(name));
    List<String> arguments =
        List.of(
            "start",
            "--name",
            name,
            "--coordinator",
            "https://" + machines.here().getHostAddress() + ":" + agentLines.get(agent).port(),
            "--fingerprint",
            fingerprint,
            "--token-file",
            token.toString(),
            "--profiles",
            profiles(agent).toString(),
            "--target",
            isReal(agent) ? REAL_TARGET : TARGET,
            "--data",
            agentData(agent).toString());
    Machine machine = machines.add();
    agentMachines.add(machine);
    List<String> before = new ArrayList<>(machine.entering());
    if (agent == 0) {
      agentDisk.map(SmallDisk::entering).ifPresent(before::addAll);
    }
    agents.add(new Slot(name, () -> processes.start(before, "agent", arguments)));
  }

  private Path profiles(int agent) throws IOException {
    Path folder = Files.createDirectories(plan.folder().resolve(agentName(agent) + "-profiles"));
    Path known = plan.home().resolve("device-profiles");
    if (isReal(agent)) {
      Files.copy(known.resolve("host.yaml"), folder.resolve("host.yaml"));
    } else {
      Files.writeString(
          folder.resolve("simulated.yaml"),
          Files.readString(known.resolve("simulated.yaml"))
              .replace("device: simulated\n", "device: simulated-of-" + agentName(agent) + "\n")
              .replace(
                  "    seed: 1\n", "    seed: 1\n    real-time-factor: " + plan.pace() + "\n"));
    }
    return folder;
  }

  /** The last agent, if one measures on this machine's CPU. */
  private boolean isReal(int agent) {
    return agent == plan.agents();
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
    return nodeData(0).resolve("admin.token");
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
    try {
      ledger.lookAfter();
    } catch (IOException e) {
      log.error("PostgreSQL cannot be started again", e);
    }
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

  /** How many agents there are, the one that really measures included. */
  int agents() {
    return plan.agents() + (plan.means().embedded() ? 1 : 0);
  }

  /** The agent that really measures. */
  Optional<Slot> realAgent() {
    return plan.means().embedded() ? Optional.of(agents.get(plan.agents())) : Optional.empty();
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

  /** What connects a node's machine with all others, if it can be pulled. */
  Optional<SmallNetwork.Place> nodeCable(int node) {
    return nodeMachines.get(node).cable();
  }

  Optional<SmallNetwork.Place> agentCable(int agent) {
    return agentMachines.get(agent).cable();
  }

  Optional<SmallDisk> nodeDisk() {
    return nodeDisk;
  }

  Optional<SmallDisk> agentDisk() {
    return agentDisk;
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

  /** Which node plans, if the ledger tells at this moment; its number in the list. */
  Optional<Integer> leader() throws SQLException {
    List<String> names = ledger.askNow("SELECT node FROM leader WHERE id = 1");
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
