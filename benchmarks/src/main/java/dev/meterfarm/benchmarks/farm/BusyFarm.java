package dev.meterfarm.benchmarks.farm;

import dev.meterfarm.agent.link.DiskSpool;
import dev.meterfarm.agent.link.HttpLink;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.agent.run.AgentClock;
import dev.meterfarm.agent.run.AgentLoop;
import dev.meterfarm.agent.run.LoopSettings;
import dev.meterfarm.benchmarks.GoalTable;
import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.json.GraphJson;
import dev.meterfarm.protocol.client.ApiClient;
import dev.meterfarm.protocol.client.CoordinatorAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Real agents with simulated devices on which every job takes a second, against a coordinator over
 * HTTP with TLS: which share of the time are the devices busy?
 */
public final class BusyFarm {
  private static final String TARGET = "paced";
  private static final Duration JOB_TIME = Duration.ofSeconds(1);
  private static final Duration START_LIMIT = Duration.ofSeconds(40);
  private static final int MODELS = 4;
  private static final int JOBS_BEFORE = 3;
  private static final long SPOOL_BYTES = 256L << 20;
  private static final double GOAL_PERCENT = 97;

  private final LoadedFarm farm;
  private final Path data;
  private final ScratchFolder scratch;
  private final List<PacedDevice> devices = new ArrayList<>();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  private BusyFarm(LoadedFarm farm, Path data, ScratchFolder scratch) {
    this.farm = farm;
    this.data = data;
    this.scratch = scratch;
  }

  /**
   * Prints the figures; the exit code is 1 if the goal is missed.
   *
   * @param arguments devices (200), agents that share them (10), seconds (30)
   */
  public static void main(String[] arguments) throws Exception {
    int devices = LoadedFarm.argument(arguments, 0, 200);
    int agents = LoadedFarm.argument(arguments, 1, 10);
    int seconds = LoadedFarm.argument(arguments, 2, 30);
    Path data = Files.createTempDirectory("meterfarm-busy");
    GoalTable table = new GoalTable();
    try (LoadedFarm farm = new LoadedFarm(data, GraphJson.write(model()), MODELS);
        ScratchFolder scratch = ScratchFolder.open()) {
      long span = seconds + START_LIMIT.toSeconds();
      farm.plan(TARGET, (int) (devices * span / JOB_TIME.toSeconds()));
      new BusyFarm(farm, data, scratch).measure(devices, agents, seconds, table);
    } finally {
      ScratchFolder.delete(data);
    }
    table.print(System.out);
    System.exit(table.isReached() ? 0 : 1);
  }

  private static Graph model() {
    GraphBuilder g = new GraphBuilder("paced", 1);
    return g.build(g.conv(g.input(Shape.of(1, 28, 28, 64)), 64, 3, 1, Activation.RELU));
  }

  private void measure(int count, int agents, int seconds, GoalTable table) throws Exception {
    try {
      for (int i = 0; i < agents; i++) {
        start("agent-" + i, count / agents + (i < count % agents ? 1 : 0));
      }
      awaitAllAtWork();
      long start = System.nanoTime();
      long busyBefore = busyNanos();
      int jobsBefore = jobs();
      TimeUnit.SECONDS.sleep(seconds);
      double nanos = System.nanoTime() - start;
      double share = (busyNanos() - busyBefore) / (nanos * count);
      String what = count + " devices on " + agents + " agents, jobs of 1 s: ";
      table.atLeast(what + "busy share", 100 * share, GOAL_PERCENT, "%");
      table.tell("jobs", (jobs() - jobsBefore) / (nanos / 1e9), "/s");
    } finally {
      while (!parts.isEmpty()) {
        parts.pop().close();
      }
    }
  }

  private void start(String name, int count) {
    String credential = farm.credential(name);
    CoordinatorAddress address = CoordinatorAddress.of(farm.url(), Optional.of(farm.fingerprint()));
    DiskSpool spool = DiskSpool.open(data.resolve("spool-of-" + name), SPOOL_BYTES);
    parts.push(spool);
    AgentLoop loop =
        new AgentLoop(
            name,
            new HttpLink(new ApiClient(address, () -> Optional.of(credential))),
            scratch,
            spool,
            AgentClock.system(),
            LoopSettings.remote());
    parts.push(loop);
    for (int i = 0; i < count; i++) {
      PacedDevice device = new PacedDevice("device-" + i + "-of-" + name, TARGET, JOB_TIME);
      devices.add(device);
      loop.take(device);
    }
    loop.start();
  }

  private void awaitAllAtWork() throws InterruptedException {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (devices.stream().anyMatch(device -> device.jobs() < JOBS_BEFORE)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("after " + START_LIMIT + " some devices have no work yet");
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private long busyNanos() {
    return devices.stream().mapToLong(PacedDevice::busyNanos).sum();
  }

  private int jobs() {
    return devices.stream().mapToInt(PacedDevice::jobs).sum();
  }
}
