package dev.meterfarm.benchmarks.chaos;

import dev.meterfarm.benchmarks.Parts;
import dev.meterfarm.testkit.farm.FarmProcesses;
import dev.meterfarm.testkit.farm.FaultyLink;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
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
  private static final Duration END_LIMIT = Duration.ofMinutes(5);
  private static final int LEAST_PORT = 15_000;
  private static final int LENT_PORTS = 32_000;
  private static final int MOST_PORTS = 100;

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

  private final Parts parts = new Parts();
  private final FarmProcesses processes;
  private final LedgerServer ledger;
  private final FarmNodes nodes;
  private final FarmAgents agents;
  private final FaultyLink operatorLine;

  private ChaosFarm(Plan plan) throws IOException, SQLException, InterruptedException {
    boolean complete = false;
    try {
      Files.createDirectories(plan.folder());
      Machines machines = parts.started(Machines.open(plan.means().network()));
      ledger =
          parts.started(
              LedgerServer.start(
                  plan.folder().resolve("postgresql"), freePort(), plan.means().disks()));
      processes =
          parts.started(
              new FarmProcesses(
                  plan.home(), Files.createDirectories(plan.folder().resolve("logs")), Map.of()));
      nodes = new FarmNodes(plan, machines, processes, parts, ledger.port());
      nodes.start();
      Balancer balancer = parts.started(new Balancer(nodes.ports(), nodes.fingerprint()));
      balancer.awaitAll();
      operatorLine = balancer.line(InetAddress.getLoopbackAddress(), 0);
      agents = new FarmAgents(plan, machines, processes, nodes, balancer, parts);
      agents.start();
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

  /**
   * Below those that the system lends to whoever connects: a program that comes back needs its own.
   */
  static int freePort() throws IOException {
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

  private void supervise() {
    ScheduledExecutorService supervisor =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "supervisor");
              thread.setDaemon(true);
              return thread;
            });
    parts.started(
        () -> {
          supervisor.shutdownNow();
          supervisor.awaitTermination(END_LIMIT.toSeconds(), TimeUnit.SECONDS);
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
    List<Slot> all = new ArrayList<>(nodes.slots());
    all.addAll(agents.slots());
    return all;
  }

  FarmNodes nodes() {
    return nodes;
  }

  FarmAgents agents() {
    return agents;
  }

  LedgerServer ledger() {
    return ledger;
  }

  /** A command for operators, with how to reach the farm behind it; what it printed. */
  String order(Duration patience, String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of(
            "--coordinator",
            "https://127.0.0.1:" + operatorLine.port(),
            "--fingerprint",
            nodes.fingerprint(),
            "--token-file",
            nodes.adminToken().toString()));
    return processes.run(patience, "coordinator", all.toArray(String[]::new));
  }

  /** A command that needs no coordinator. */
  String command(Duration patience, String... arguments) throws IOException, InterruptedException {
    return processes.run(patience, "coordinator", arguments);
  }

  /** Which node plans, if the ledger tells at this moment; its number in the list. */
  Optional<Integer> leader() throws SQLException {
    List<String> names = ledger.askNow("SELECT node FROM leader WHERE id = 1");
    return IntStream.range(0, nodes.count())
        .filter(i -> names.contains(nodes.slot(i).name()))
        .boxed()
        .findFirst();
  }

  @Override
  public void close() {
    parts.close();
  }
}
