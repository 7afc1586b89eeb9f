package dev.meterfarm.benchmarks.farm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.benchmarks.CpuTime;
import dev.meterfarm.benchmarks.Durations;
import dev.meterfarm.benchmarks.GoalTable;
import dev.meterfarm.protocol.lease.Lease;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A coordinator, in this process, and agents, in another one, over HTTP with TLS, on the same
 * cores: cycles of lease and result per second, how long a lease takes at half of that with many
 * devices, and how soon an idle agent has a new job.
 */
public final class FarmLoad {
  private static final int ROWS = 20;
  private static final int HAND_OVERS = 200;
  private static final double CYCLES_GOAL = 1_000;
  private static final double LEASE_GOAL_MILLIS = 50;
  private static final double IDLE_GOAL_MILLIS = 20;
  private static final String IDLE_TARGET = "bench-idle";
  private static final Duration IDLE_PAUSE = Duration.ofMillis(30);

  private final LoadedFarm farm;
  private final Path data;
  private final int seconds;
  private final GoalTable table = new GoalTable();

  private FarmLoad(LoadedFarm farm, Path data, int seconds) {
    this.farm = farm;
    this.data = data;
    this.seconds = seconds;
  }

  /**
   * Prints the figures; the exit code is 1 if a goal is missed.
   *
   * @param arguments seconds for each part (30), devices (1000), jobs to plan (300000)
   */
  public static void main(String[] arguments) throws Exception {
    int seconds = LoadedFarm.argument(arguments, 0, 30);
    int devices = LoadedFarm.argument(arguments, 1, 1_000);
    int jobs = LoadedFarm.argument(arguments, 2, 300_000);
    Path data = Files.createTempDirectory("meterfarm-load");
    GoalTable table;
    try (LoadedFarm farm = new LoadedFarm(data, "{\"ops\":[]}", ROWS)) {
      farm.plan(AgentLoad.TARGET, jobs);
      FarmLoad load = new FarmLoad(farm, data, seconds);
      load.leases(devices);
      load.handOvers();
      table = load.table;
    } finally {
      ScratchFolder.delete(data);
    }
    table.print(System.out);
    System.exit(table.isReached() ? 0 : 1);
  }

  private void leases(int devices) throws IOException, InterruptedException {
    Process agents = agents(devices);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(agents.getInputStream(), UTF_8))) {
      long cpu = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (PartReport.isBegin(line)) {
          farm.stages().clear();
          cpu = CpuTime.nanos();
        } else {
          PartReport report = PartReport.parse(line);
          tell(report, devices, (CpuTime.nanos() - cpu + report.cpuNanos()) / 1e6);
        }
      }
      if (agents.waitFor() != 0) {
        throw new IllegalStateException("the agents failed with exit code " + agents.exitValue());
      }
    } finally {
      agents.destroyForcibly();
    }
  }

  private Process agents(int devices) throws IOException {
    List<String> lines = new ArrayList<>(List.of(farm.url(), farm.fingerprint()));
    for (int i = 0; i < 2 * AgentLoad.BUSY_AGENTS + devices; i++) {
      lines.add(farm.credential("agent-" + i));
    }
    Path file = Files.write(data.resolve("agents"), lines);
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            AgentLoad.class.getName(),
            file.toString(),
            Integer.toString(seconds),
            Integer.toString(devices))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private void tell(PartReport report, int devices, double cpuMillis) {
    double each = cpuMillis / Math.max(1, report.cycles());
    if (report.part().equals("capacity")) {
      table.atLeast(
          "cycles of lease and result, 20 rows, TLS", report.perSecond(), CYCLES_GOAL, "/s");
      table.tell("  CPU time of one, both sides", each, "ms");
    } else if (report.part().equals("half")) {
      table.tell("with " + devices + " connected devices", report.perSecond(), "/s");
      table.tell("  CPU time of one, both sides", each, "ms");
      table.tell("  a lease, median", report.medianMillis(), "ms");
      table.under("  a lease, p99", report.p99Millis(), LEASE_GOAL_MILLIS, "ms");
      table.tell("  a lease, longest", report.longestMillis(), "ms");
      farm.stages().tell(table);
    }
  }

  /** An agent waits; a job is planned; when does the agent have it? */
  private void handOvers() throws Exception {
    Durations times = new Durations();
    ExecutorService waiting = Executors.newSingleThreadExecutor(AgentLoad::daemon);
    try (BareAgent agent =
        AgentLoad.agent(
            farm.url(), farm.fingerprint(), farm.credential("idle"), "idle", IDLE_TARGET)) {
      for (int i = 0; i < HAND_OVERS; i++) {
        CompletableFuture<Lease> lease =
            CompletableFuture.supplyAsync(
                () -> agent.lease(Duration.ofSeconds(30)).orElseThrow(), waiting);
        TimeUnit.NANOSECONDS.sleep(IDLE_PAUSE.toNanos()); // it waits at the coordinator by then
        long planned = System.nanoTime();
        farm.submit(IDLE_TARGET);
        Lease job = lease.get();
        times.add(System.nanoTime() - planned);
        agent.finish(job);
      }
    } finally {
      waiting.shutdown();
    }
    table.tell("a new job at an idle agent, median", times.millis(0.5), "ms");
    table.under("a new job at an idle agent, p99", times.millis(0.99), IDLE_GOAL_MILLIS, "ms");
  }
}
