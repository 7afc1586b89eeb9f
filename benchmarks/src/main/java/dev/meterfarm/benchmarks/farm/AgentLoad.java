package dev.meterfarm.benchmarks.farm;

import dev.meterfarm.benchmarks.CpuTime;
import dev.meterfarm.benchmarks.Durations;
import dev.meterfarm.protocol.client.PinnedTrust;
import dev.meterfarm.protocol.lease.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/**
 * Agents under load, as a program of its own: what it does with its memory and its thousand threads
 * must not make the coordinator pause. It prints one line when a part begins to be measured, and
 * one when it ends, for {@link FarmLoad} to read.
 */
public final class AgentLoad {
  static final String TARGET = "bench";

  /** So many agents without a pause find out what the coordinator can take. */
  static final int BUSY_AGENTS = 64;

  private final String url;
  private final String fingerprint;
  private final Deque<String> credentials;
  private final int seconds;
  private final ExecutorService threads = Executors.newCachedThreadPool(AgentLoad::daemon);

  private AgentLoad(List<String> farm, int seconds) {
    this.url = farm.get(0);
    this.fingerprint = farm.get(1);
    this.credentials = new ArrayDeque<>(farm.subList(2, farm.size()));
    this.seconds = seconds;
  }

  /**
   * Runs all parts.
   *
   * @param arguments a file with the coordinator's address, its fingerprint and credentials;
   *     seconds for each part; devices
   */
  public static void main(String[] arguments) throws Exception {
    AgentLoad load =
        new AgentLoad(Files.readAllLines(Path.of(arguments[0])), Integer.parseInt(arguments[1]));
    int devices = Integer.parseInt(arguments[2]);
    var unused = load.cycles("warm-up", BUSY_AGENTS, Duration.ZERO);
    double most = load.cycles("capacity", BUSY_AGENTS, Duration.ZERO);
    load.cycles("half", devices, Duration.ofNanos((long) (devices / (most / 2) * 1e9)));
  }

  static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "bare-agent");
    thread.setDaemon(true);
    return thread;
  }

  static BareAgent agent(
      String url, String fingerprint, String credential, String device, String target) {
    Wire wire = new Wire(PinnedTrust.context(fingerprint), url, credential);
    BareAgent agent = new BareAgent(wire, device, target);
    agent.announce();
    return agent;
  }

  /**
   * Closed loops: each device leases, takes its time, hands in. What is measured begins when all of
   * them are at work.
   *
   * @return cycles per second
   */
  private double cycles(String part, int devices, Duration jobTime) throws Exception {
    List<BareAgent> agents = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      agents.add(agent(url, fingerprint, credentials.pop(), part + "-" + i, TARGET));
    }
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
    System.out.println(PartReport.begin(part));
    long before = done.sum();
    long cpu = CpuTime.nanos();
    long start = System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(end - start);
    long cycles = done.sum() - before;
    double perSecond = cycles / ((System.nanoTime() - start) / 1e9);
    PartReport report =
        new PartReport(
            part,
            cycles,
            perSecond,
            CpuTime.nanos() - cpu,
            leases.millis(0.5),
            leases.millis(0.99),
            leases.longestMillis());
    System.out.println(report.line());
    for (Future<?> loop : loops) {
      loop.get();
    }
    return perSecond;
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
      BareAgent agent, Duration jobTime, long end, LongConsumer leased, LongAdder done)
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
}
