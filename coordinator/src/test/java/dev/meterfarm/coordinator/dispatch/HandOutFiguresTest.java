package dev.meterfarm.coordinator.dispatch;

import static dev.meterfarm.coordinator.Samples.CAMPAIGN;
import static dev.meterfarm.coordinator.Samples.DEVICE;
import static dev.meterfarm.coordinator.Samples.START;
import static dev.meterfarm.coordinator.Samples.TARGET;
import static dev.meterfarm.coordinator.Samples.model;
import static dev.meterfarm.coordinator.Samples.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.coordinator.Samples;
import dev.meterfarm.coordinator.queue.hazelcast.HazelcastWorkQueue;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.coordinator.store.sql.SqliteStore;
import dev.meterfarm.coordinator.store.sql.TestLedger;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.job.JobKind;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.job.RunPlan;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.AgentSession;
import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.measurement.SampleStatistics;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prints how fast the hand-out is; judged by people, because machines differ. */
@Tag("slow")
class HandOutFiguresTest {
  private static final int ROWS = 20;
  private static final int JOBS = 6_000;
  private static final RunPlan PLAN =
      new RunPlan(5, 1, 1, 9, Duration.ofMillis(1), false, Duration.ofMinutes(1));

  @TempDir Path folder;

  @Test
  void cycles_of_lease_and_result() throws InterruptedException {
    long start = System.nanoTime();
    HazelcastWorkQueue queue = HazelcastWorkQueue.start();
    print("work queue started", start);
    start = System.nanoTime();
    SqliteStore store = SqliteStore.open(folder, Clock.systemUTC());
    print("store opened", start);
    store
        .campaigns()
        .create(new Campaign(CAMPAIGN, "n", "{}", 1, CampaignState.RUNNING, START, "0.1.0"));
    HandOut handOut =
        HandOut.start(TestLedger.ports(store), queue, DispatchSettings.defaults(), new Random(1));
    for (int agents : new int[] {1, 8}) {
      String prefix = "with-" + agents + "/";
      start = System.nanoTime();
      JobBatch batch = handOut.board().submit(specs(prefix));
      print(JOBS + " jobs submitted", start);
      start = System.nanoTime();
      work(handOut.dispatcher(), agents);
      assertThat(batch.await(Duration.ofMinutes(1))).isPresent();
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf("%d agents: %.0f cycles/s of %d rows%n", agents, JOBS / seconds, ROWS);
    }
    idle(handOut);
    handOut.close();
    queue.close();
    store.close();
  }

  private static void work(Dispatcher link, int agents) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < agents; i++) {
      String name = "agent-" + i;
      threads.add(new Thread(() -> workUntilEmpty(link, name), name));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void workUntilEmpty(Dispatcher link, String name) {
    try {
      AgentSession from = session(name);
      Map<DeviceId, Set<String>> idle = Map.of(new DeviceId("of-" + name), Set.of(TARGET));
      Optional<Lease> lease = link.lease(from, Samples.request(idle, Duration.ZERO));
      while (lease.isPresent()) {
        link.submit(from, result(lease.get()));
        lease = link.lease(from, Samples.request(idle, Duration.ZERO));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** From submit of one job to the end of the batch, with an agent that waits. */
  private static void idle(HandOut handOut) throws InterruptedException {
    Thread agent =
        new Thread(
            () -> {
              try {
                while (true) {
                  handOut
                      .dispatcher()
                      .lease(session("idle"), Samples.request(DEVICE, Duration.ofSeconds(9)))
                      .ifPresent(
                          lease -> handOut.dispatcher().submit(session("idle"), result(lease)));
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    agent.start();
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      long start = System.nanoTime();
      handOut.board().submit(specs("idle-" + i + "/").subList(0, 1)).await();
      millis.add((System.nanoTime() - start) / 1e6);
    }
    agent.interrupt();
    agent.join();
    millis.sort(null);
    System.out.printf(
        "submit to outcome with an idle agent: median %.1f ms, p99 %.1f ms%n",
        millis.get(100), millis.get(198));
  }

  private static void print(String what, long startNanos) {
    System.out.printf("%s: %.0f ms%n", what, (System.nanoTime() - startNanos) / 1e6);
  }

  private static List<JobSpec> specs(String prefix) {
    List<ModelRecipe> models = IntStream.range(0, ROWS).mapToObj(i -> model("hash-" + i)).toList();
    return IntStream.range(0, JOBS)
        .mapToObj(
            i -> new JobSpec(CAMPAIGN, prefix + i, TARGET, JobKind.KERNEL_SAMPLES, 1, models, PLAN))
        .toList();
  }

  private static JobResult result(Lease lease) {
    SampleStatistics statistics = SampleStatistics.of(new long[] {1000, 1100, 1200});
    List<Double> rounds = List.of(1000.0, 1001.0, 1002.0, 1003.0, 1004.0);
    return new JobResult(
        lease.job(),
        lease.epoch(),
        lease.attempt(),
        lease.device(),
        START,
        Duration.ofMillis(5),
        lease.spec().models().stream()
            .<ModelOutcome>map(
                m -> new ModelOutcome.Measured(m.hash(), 1000, rounds, statistics, List.of()))
            .toList(),
        List.of(),
        Map.of("load", "0.1"));
  }
}
