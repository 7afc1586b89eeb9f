package dev.meterfarm.benchmarks.farm;

import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.benchmarks.CpuTime;
import dev.meterfarm.benchmarks.Durations;
import dev.meterfarm.benchmarks.GoalTable;
import dev.meterfarm.protocol.client.PinnedTrust;
import dev.meterfarm.protocol.lease.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/**
 * Agents against a coordinator over HTTP with TLS, in one process, so on the same cores: cycles of
 * lease and result per second, how long a lease takes at half of that with many devices, and how
 * soon an idle agent has a new job.
 */
public final class FarmLoad {
  private static final int BUSY_AGENTS = 64;
  private static final int ROWS = 20;
  private static final int HAND_OVERS = 200;
  private static final double CYCLES_GOAL = 1_000;
  private static final double LEASE_GOAL_MILLIS = 50;
  private static final double IDLE_GOAL_MILLIS = 20;
  private static final String TARGET = "bench";
  private static final String IDLE_TARGET = "bench-idle";
  private static final Duration IDLE_PAUSE = Duration.ofMillis(30);

  private final LoadedFarm farm;
  private final ExecutorService threads = Executors.newCachedThreadPool(FarmLoad::daemon);
  private final int seconds;

  private FarmLoad(LoadedFarm farm, int seconds) {
    this.farm = farm;
    this.seconds = seconds;
  }

  /**
   * Prints the figures; the exit code is 1 if a goal is missed.
   *
   * @param arguments seconds for each part (30), devices (1000), jobs to plan (150000)
   */
  public static void main(String[] arguments) throws Exception {
    int seconds = LoadedFarm.argument(arguments, 0, 30);
    int devices = LoadedFarm.argument(arguments, 1, 1_000);
    int jobs = LoadedFarm.argument(arguments, 2, 150_000);
    Path data = Files.createTempDirectory("meterfarm-load");
    GoalTable table = new GoalTable();
    try (LoadedFarm farm = new LoadedFarm(data, "{\"ops\":[]}", ROWS)) {
      farm.plan(TARGET, jobs);
      new FarmLoad(farm, seconds).measure(devices, table);
    } finally {
      ScratchFolder.delete(data);
    }
    table.print(System.out);
    System.exit(table.isReached() ? 0 : 1);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "bare-agent");
    thread.setDaemon(true);
    return thread;
  }

  private void measure(int devices, GoalTable table) throws Exception {
    cycles("warm-up", BUSY_AGENTS, Duration.ZERO);
    Cycles most = cycles("capacity", BUSY_AGENTS, Duration.ZERO);
    table.atLeast("cycles of lease and result, 20 rows, TLS", most.perSecond(), CYCLES_GOAL, "/s");
    table.tell("  CPU time of one, both sides", most.cpuMillis(), "ms");
    Duration jobTime = Duration.ofNanos((long) (devices / (most.perSecond() / 2) * 1e9));
    Cycles half = cycles("half", devices, jobTime);
    table.tell("with " + devices + " connected devices", half.perSecond(), "/s");
    table.tell("  CPU time of one, both sides", half.cpuMillis(), "ms");
    table.tell("  a lease, median", half.leases().millis(0.5), "ms");
    table.under("  a lease, p99", half.leases().millis(0.99), LEASE_GOAL_MILLIS, "ms");
    table.tell("  a lease, longest", half.leases().longestMillis(), "ms");
    farm.stages().tell(table);
    Durations handOvers = handOvers();
    table.tell("a new job at an idle agent, median", handOvers.millis(0.5), "ms");
    table.under("a new job at an idle agent, p99", handOvers.millis(0.99), IDLE_GOAL_MILLIS, "ms");
  }

  private List<BareAgent> agents(String prefix, int count, String target) {
    List<BareAgent> agents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = prefix + "-" + i;
      Wire wire =
          new Wire(PinnedTrust.context(farm.fingerprint()), farm.url(), farm.credential(name));
      BareAgent agent = new BareAgent(wire, "device-of-" + name, target);
      agent.announce();
      agents.add(agent);
    }
    return agents;
  }

  private record Cycles(double perSecond, double cpuMillis, Durations leases) {}

  /**
   * Closed loops: each device leases, takes its time, hands in. What is measured begins when all of
   * them are at work.
   */
  private Cycles cycles(String prefix, int devices, Duration jobTime) throws Exception {
    List<BareAgent> agents = agents(prefix, devices, TARGET);
    Durations leases = new Durations();
    LongAdder done = new LongAdder();
    long begin = System.nanoTime() + 2 * jobTime.toNanos();
    long end = begin + TimeUnit.SECONDS.toNanos(seconds);
    List<Future<?>> loops = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      BareAgent agent = agents.get(i);
      long first = jobTime.toNanos() * i / devices; // not all at once
      loops.add(
          threads.submit(
              () -> {
                TimeUnit.NANOSECONDS.sleep(first);
                work(agent, jobTime, end, asked -> note(leases, asked, begin), done);
                return null;
              }));
    }
    TimeUnit.NANOSECONDS.sleep(begin - System.nanoTime());
    farm.stages().clear();
    long before = done.sum();
    long cpu = CpuTime.nanos();
    long start = System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(end - start);
    long cycles = done.sum() - before;
    double perSecond = cycles / ((System.nanoTime() - start) / 1e9);
    double cpuMillis = (CpuTime.nanos() - cpu) / 1e6 / Math.max(1, cycles);
    for (Future<?> loop : loops) {
      loop.get();
    }
    return new Cycles(perSecond, cpuMillis, leases);
  }

  private static void note(Durations leases, long asked, long begin) {
    if (asked >= begin) {
      leases.add(System.nanoTime() - asked);
    }
  }

  /**
   * Cycles of one device.
   *
   * @param leased hears when each lease was asked for, as soon as its answer is there
   */
  private static void work(
      BareAgent agent,
      Duration jobTime,
      long end,
      LongConsumer leased,
      LongAdder done)
      throws InterruptedException, IOException {
    while (System.nanoTime() < end) {
      long asked = System.nanoTime();
      Optional<Lease> lease = agent.lease(Duration.ofSeconds(5));
      leased.accept(asked);
      Lease job = lease.orElseThrow(() -> new IllegalStateException("plan more jobs"));
      TimeUnit.NANOSECONDS.sleep(jobTime.toNanos());
      agent.sync(job);
      agent.finish(job);
      done.increment();
    }
    agent.close();
  }

  /** An agent waits; a job is planned; when does the agent have it? */
  private Durations handOvers() throws Exception {
    Durations times = new Durations();
    try (BareAgent agent = agents("idle", 1, IDLE_TARGET).get(0)) {
      for (int i = 0; i < HAND_OVERS; i++) {
        CompletableFuture<Lease> waiting =
            CompletableFuture.supplyAsync(
                () -> agent.lease(Duration.ofSeconds(30)).orElseThrow(), threads);
        TimeUnit.NANOSECONDS.sleep(IDLE_PAUSE.toNanos()); // it waits at the coordinator by then
        long planned = System.nanoTime();
        farm.submit(IDLE_TARGET);
        Lease lease = waiting.get();
        times.add(System.nanoTime() - planned);
        agent.finish(lease);
      }
    }
    return times;
  }
}
