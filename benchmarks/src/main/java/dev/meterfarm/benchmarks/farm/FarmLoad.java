package dev.meterfarm.benchmarks.farm;

import dev.meterfarm.protocol.client.PinnedTrust;
import dev.meterfarm.protocol.lease.Lease;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * Agents against a coordinator over HTTP with TLS, in one process, so on the same cores: cycles of
 * lease and result per second, how long a lease takes at half of that with many devices, and how
 * soon an idle agent has a new job.
 */
public final class FarmLoad {
  private static final int BUSY_AGENTS = 64;
  private static final int HAND_OVERS = 200;
  private static final String TARGET = "bench";
  private static final String IDLE_TARGET = "bench-idle";

  private final LoadedFarm farm;
  private final HttpClient http;
  private final int seconds;

  private FarmLoad(LoadedFarm farm, HttpClient http, int seconds) {
    this.farm = farm;
    this.http = http;
    this.seconds = seconds;
  }

  /**
   * Prints the figures.
   *
   * @param arguments seconds for each part (30), devices (1000), jobs to plan (60000)
   */
  public static void main(String[] arguments) throws Exception {
    int seconds = argument(arguments, 0, 30);
    int devices = argument(arguments, 1, 1_000);
    int jobs = argument(arguments, 2, 60_000);
    Path data = Files.createTempDirectory("meterfarm-load");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (LoadedFarm farm = new LoadedFarm(data)) {
      HttpClient http =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .sslContext(PinnedTrust.context(farm.fingerprint()))
              .executor(threads)
              .build();
      FarmLoad load = new FarmLoad(farm, http, seconds);
      farm.plan(TARGET, jobs);
      load.cycles("warm-up", BUSY_AGENTS, Duration.ZERO);
      double capacity = load.cycles("capacity", BUSY_AGENTS, Duration.ZERO);
      Duration jobTime = Duration.ofNanos((long) (devices / (capacity / 2) * 1e9));
      load.cycles("half of it, " + devices + " devices", devices, jobTime);
      load.handOvers();
    } finally {
      threads.shutdownNow();
      delete(data);
    }
    System.exit(0); // the client's connections would keep it open
  }

  private static int argument(String[] arguments, int at, int fallback) {
    return arguments.length > at ? Integer.parseInt(arguments[at]) : fallback;
  }

  private List<BareAgent> agents(String prefix, int count, String target) {
    List<BareAgent> agents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = prefix + "-" + i;
      BareAgent agent =
          new BareAgent(http, farm.url(), farm.credential(name), "device-of-" + name, target);
      agent.announce();
      agents.add(agent);
    }
    return agents;
  }

  /** Closed loops: each device leases, takes its time, hands in; returns cycles per second. */
  private double cycles(String what, int devices, Duration jobTime) {
    List<BareAgent> agents = agents(what.replaceAll("[^a-z]", ""), devices, TARGET);
    ConcurrentLinkedQueue<Long> leases = new ConcurrentLinkedQueue<>();
    LongAdder done = new LongAdder();
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(seconds);
    long spread = jobTime.toNanos() / Math.max(1, devices);
    List<CompletableFuture<Void>> loops =
        IntStream.range(0, devices)
            .mapToObj(
                i ->
                    after(i * spread)
                        .thenCompose(
                            nothing -> loop(agents.get(i), jobTime.toNanos(), end, leases, done)))
            .toList();
    loops.forEach(CompletableFuture::join);
    double perSecond = done.sum() / ((System.nanoTime() - start) / 1e9);
    print(what, String.format(Locale.ROOT, "%.0f cycles/s; lease", perSecond), leases);
    return perSecond;
  }

  private static CompletableFuture<Void> after(long nanos) {
    return nanos == 0
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS));
  }

  private CompletableFuture<Void> loop(
      BareAgent agent,
      long jobNanos,
      long end,
      ConcurrentLinkedQueue<Long> leases,
      LongAdder done) {
    if (System.nanoTime() >= end) {
      return CompletableFuture.completedFuture(null);
    }
    long asked = System.nanoTime();
    return agent
        .lease(Duration.ofSeconds(5))
        .thenCompose(
            lease -> {
              leases.add(System.nanoTime() - asked);
              Lease job = lease.orElseThrow(() -> new IllegalStateException("plan more jobs"));
              return after(jobNanos).thenCompose(nothing -> agent.finish(job));
            })
        .thenCompose(
            nothing -> {
              done.increment();
              return loop(agent, jobNanos, end, leases, done);
            });
  }

  /** An agent waits; a job is planned; when does the agent have it? */
  private void handOvers() {
    BareAgent agent = agents("idle", 1, IDLE_TARGET).get(0);
    ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < HAND_OVERS; i++) {
      CompletableFuture<Optional<Lease>> waiting = agent.lease(Duration.ofSeconds(30));
      after(TimeUnit.MILLISECONDS.toNanos(30)).join(); // the request waits at the coordinator
      long planned = System.nanoTime();
      farm.plan(IDLE_TARGET, 1);
      Lease lease = waiting.join().orElseThrow();
      times.add(System.nanoTime() - planned);
      agent.finish(lease).join();
    }
    print("idle agent", "from planning to the agent", times);
  }

  private static void print(String what, String figure, ConcurrentLinkedQueue<Long> nanos) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "%-28s %s: median %.1f ms, p95 %.1f ms, p99 %.1f ms, worst %.1f ms (%d)%n",
        what,
        figure,
        at(sorted, 0.5),
        at(sorted, 0.95),
        at(sorted, 0.99),
        at(sorted, 1),
        sorted.length);
  }

  private static double at(long[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1, share * sorted.length)] / 1e6;
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      Object[] all = files.sorted((a, b) -> b.compareTo(a)).toArray();
      for (Object file : Arrays.asList(all)) {
        Files.deleteIfExists((Path) file);
      }
    }
  }
}
