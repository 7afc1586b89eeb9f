package dev.meterfarm.benchmarks.chaos;

import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.sql.PostgresStore;
import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.json.GraphJson;
import dev.meterfarm.protocol.job.JobKind;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.job.RunPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long agents wait for work when the node that serves them is killed, or hangs; and how long
 * nobody plans when that node was the leader. Of real processes, by what the ledger tells.
 */
public final class NodeLoss {
  private static final int AGENTS = 4;
  private static final int JOBS_AT_ONCE = 500;
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration KILL_GOAL = Duration.ofSeconds(15);
  private static final Duration HANG_GOAL = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 50;
  private static final RunPlan PLAN =
      new RunPlan(3, 2, 5, 200, Duration.ofMillis(10), false, Duration.ofSeconds(60));

  private final ChaosFarm farm;
  private int planned;

  private NodeLoss(ChaosFarm farm) {
    this.farm = farm;
  }

  /** What one loss meant, in milliseconds. */
  private record Gap(long served, long led) {}

  /** {@code --repeats N --nodes K}; 2 and 3 nodes if none are said. */
  public static void main(String[] arguments) throws Exception {
    Options options = Options.of(arguments);
    int repeats = (int) options.number("repeats", 3);
    int only = (int) options.number("nodes", 0);
    options.end();
    boolean met = true;
    for (int nodes = 2; nodes <= 3; nodes++) {
      if (only == 0 || only == nodes) {
        met &= measure(nodes, repeats);
      }
    }
    System.exit(met ? 0 : 1);
  }

  private static boolean measure(int nodes, int repeats)
      throws IOException, SQLException, InterruptedException {
    Path folder = Files.createTempDirectory("meterfarm-node-loss-");
    Path home = Path.of(System.getProperty("meterfarm.home", "."));
    try (ChaosFarm farm =
        ChaosFarm.start(
            new ChaosFarm.Plan(home, folder.resolve("farm"), nodes, AGENTS, 5, Means.NONE))) {
      NodeLoss loss = new NodeLoss(farm);
      loss.awaitAllServed(System.currentTimeMillis());
      boolean killed = loss.tell("killed (kill -9)", nodes, repeats, KILL_GOAL, false);
      boolean hung = loss.tell("hangs (SIGSTOP)", nodes, repeats, HANG_GOAL, true);
      return killed && hung;
    }
  }

  private boolean tell(String what, int nodes, int repeats, Duration goal, boolean freeze)
      throws SQLException, InterruptedException {
    List<Gap> gaps = new ArrayList<>();
    for (int i = 0; i < repeats; i++) {
      gaps.add(lose(freeze));
    }
    long served = gaps.stream().mapToLong(Gap::served).max().orElseThrow();
    long led = gaps.stream().mapToLong(Gap::led).max().orElseThrow();
    System.out.printf(
        Locale.ROOT,
        "%d nodes, the leader %s %d times: every agent has a new job within %.1f s at most (goal"
            + " %d s), another node plans within %.1f s at most%n",
        nodes,
        what,
        repeats,
        served / 1000.0,
        goal.toSeconds(),
        led / 1000.0);
    return served <= goal.toMillis();
  }

  /** The leader goes, and comes back when all is well again. */
  private Gap lose(boolean freeze) throws SQLException, InterruptedException {
    plan();
    long term = term();
    Slot leader = farm.nodes().slot(farm.leader().orElseThrow());
    long gone = System.currentTimeMillis();
    if (freeze) {
      leader.process().freeze();
    } else {
      leader.kill();
    }
    long served = awaitAllServed(gone) - gone;
    while (term() == term) {
      requireSoon(gone);
    }
    long led = farm.ledger().count("SELECT since_ms FROM leader WHERE id = 1") - gone;
    leader.process().thaw();
    leader.comeBack();
    awaitAllServed(System.currentTimeMillis());
    awaitAllUp();
    return new Gap(served, led);
  }

  private long term() throws SQLException, InterruptedException {
    return farm.ledger().count("SELECT term FROM leader WHERE id = 1");
  }

  private static void requireSoon(long sinceMillis) throws InterruptedException {
    if (System.currentTimeMillis() - sinceMillis > LIMIT.toMillis()) {
      throw new IllegalStateException("nothing within " + LIMIT);
    }
    Thread.sleep(POLL_MILLIS);
  }

  /** When the last of the agents was granted its first job after a moment. */
  private long awaitAllServed(long sinceMillis) throws SQLException, InterruptedException {
    while (true) {
      plan();
      List<String> firsts =
          farm.ledger()
              .ask(
                  "SELECT min(granted_ms) FROM attempt WHERE granted_ms > ? GROUP BY agent",
                  sinceMillis);
      if (firsts.size() == AGENTS) {
        return firsts.stream().mapToLong(Long::parseLong).max().orElseThrow();
      }
      requireSoon(sinceMillis);
    }
  }

  private void awaitAllUp() throws InterruptedException {
    for (int i = 0; i < farm.nodes().count(); i++) {
      while (!farm.nodes().slot(i).process().isAlive()
          || !farm.nodes().slot(i).process().log().contains("next: ")) {
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  /** There is always something to do, whoever plans. */
  private void plan() throws SQLException, InterruptedException {
    if (farm.ledger().count("SELECT count(*) FROM job WHERE state = 'READY'") > JOBS_AT_ONCE / 2) {
      return;
    }
    GraphBuilder g = new GraphBuilder("node-loss", 1);
    Graph graph = g.build(g.conv(g.input(Shape.of(1, 28, 28, 64)), 64, 3, 1, Activation.RELU));
    ModelRecipe model =
        new ModelRecipe(
            ModelRecipe.Form.GRAPH, graph.name(), GraphJson.write(graph), GraphJson.hash(graph));
    List<JobSpec> jobs = new ArrayList<>();
    for (int i = 0; i < JOBS_AT_ONCE; i++) {
      String key = String.format(Locale.ROOT, "node-loss/%08d", planned++);
      jobs.add(
          new JobSpec(
              Campaign.FARM,
              key,
              ChaosFarm.TARGET,
              JobKind.KERNEL_SAMPLES,
              1,
              List.of(model),
              PLAN));
    }
    try (PostgresStore store =
        PostgresStore.open(
            LedgerServer.address("127.0.0.1", farm.ledger().port()), Clock.systemUTC())) {
      var unused = store.plan().enqueue(jobs, 6);
    }
  }
}
