package dev.meterfarm.benchmarks;

import dev.meterfarm.coordinator.dispatch.SteadyClock;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.coordinator.store.Eligibility;
import dev.meterfarm.coordinator.store.GrantReply;
import dev.meterfarm.coordinator.store.Holder;
import dev.meterfarm.coordinator.store.LeaseTerms;
import dev.meterfarm.coordinator.store.PlannedJob;
import dev.meterfarm.coordinator.store.sql.SqliteStore;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.job.JobId;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Load on a ledger in a SQLite file, without HTTP. {@code cycles DIR} measures how many leases and
 * results of 20 models a second it takes; {@code fill DIR PLANNED DONE} makes a large one.
 */
public final class LedgerLoad {
  private static final String CAMPAIGN = "load";
  private static final String TARGET = "simulated-a";
  private static final int ROWS = 20;
  private static final int BATCH = 5_000;
  private static final int CYCLES = 8_000;
  private static final int RUNS = 3;
  private static final int[] AGENTS = {1, 16, 64};
  private static final LeaseTerms TERMS =
      new LeaseTerms(Duration.ofSeconds(60), Duration.ofSeconds(60));
  private static final RunPlan PLAN =
      new RunPlan(5, 2, 10, 1_000, Duration.ofMillis(20), true, Duration.ofMinutes(5));

  private final SqliteStore store;
  private final int models;

  private LedgerLoad(SqliteStore store, int models) {
    this.store = store;
    this.models = models;
  }

  /** Runs one of the two. */
  public static void main(String[] arguments) throws Exception {
    Clock clock = new SteadyClock(Clock.systemUTC(), System::nanoTime);
    boolean fills = arguments[0].equals("fill");
    try (SqliteStore store = SqliteStore.open(Path.of(arguments[1]), clock)) {
      store
          .campaigns()
          .create(
              new Campaign(
                  CAMPAIGN, "load", "{}", 1, CampaignState.RUNNING, Instant.EPOCH, "benchmark"));
      LedgerLoad load = new LedgerLoad(store, fills ? 1 : ROWS);
      if (fills) {
        load.fill(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
      } else {
        load.cycles();
      }
    }
  }

  private List<JobId> plan(int from, int count) {
    List<JobId> ids = new ArrayList<>();
    for (int i = from; i < from + count; i += BATCH) {
      List<JobSpec> specs =
          IntStream.range(i, Math.min(i + BATCH, from + count)).mapToObj(this::spec).toList();
      store.plan().enqueue(specs, 3).stream().map(PlannedJob::id).forEach(ids::add);
    }
    return ids;
  }

  private JobSpec spec(int number) {
    String key = String.format(Locale.ROOT, "job-%08d", number);
    List<ModelRecipe> recipes =
        IntStream.range(0, models)
            .mapToObj(
                i ->
                    new ModelRecipe(
                        ModelRecipe.Form.GRAPH, "model " + i, "{\"ops\":[]}", key + "#" + i))
            .toList();
    return new JobSpec(CAMPAIGN, key, TARGET, JobKind.KERNEL_SAMPLES, 1, recipes, PLAN);
  }

  private void cycles() throws Exception {
    int planned = 0;
    for (int agents : AGENTS) {
      double[] rates = new double[RUNS];
      for (int run = 0; run < RUNS; run++) {
        List<JobId> jobs = plan(planned, CYCLES);
        planned += CYCLES;
        long start = System.nanoTime();
        measure(jobs, agents);
        rates[run] = CYCLES * 1e9 / (System.nanoTime() - start);
      }
      Arrays.sort(rates);
      System.out.printf(
          Locale.ROOT,
          "%2d agents: %.0f cycles/s (median of %d; %.0f to %.0f), %d rows each%n",
          agents,
          rates[RUNS / 2],
          RUNS,
          rates[0],
          rates[RUNS - 1],
          ROWS);
    }
  }

  private void fill(int planned, int done) throws Exception {
    List<JobId> jobs = plan(0, planned);
    measure(jobs.subList(0, done), 64);
    System.out.printf(Locale.ROOT, "%d jobs planned, %d of them done%n", planned, done);
  }

  /** Every agent leases a job on its own device and hands in its result, again and again. */
  private void measure(List<JobId> jobs, int agents) throws Exception {
    ConcurrentLinkedQueue<JobId> open = new ConcurrentLinkedQueue<>(jobs);
    ExecutorService pool = Executors.newFixedThreadPool(agents);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < agents; i++) {
        Holder holder =
            Holder.of(
                new AgentSession("agent-" + i, "life"), new DeviceId("d" + i), Set.of(TARGET));
        running.add(pool.submit(() -> work(open, holder)));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } finally {
      pool.shutdown();
    }
  }

  private void work(ConcurrentLinkedQueue<JobId> open, Holder holder) {
    for (JobId job = open.poll(); job != null; job = open.poll()) {
      GrantReply reply = store.ledger().grant(job, holder, Eligibility.ALONE, TERMS);
      store.ledger().accept(holder.agent(), result(reply.lease().orElseThrow()));
    }
  }

  private static JobResult result(Lease lease) {
    SampleStatistics statistics =
        new SampleStatistics(30, 1_234.5, 1_200, 1_210, 1_220, 1_500, 1_240.5, 12.5);
    List<ModelOutcome> outcomes = new ArrayList<>();
    for (ModelRecipe model : lease.spec().models()) {
      outcomes.add(
          new ModelOutcome.Measured(
              model.hash(), 1_234.5, List.of(1_200.0, 1_234.5, 1_300.0), statistics, List.of()));
    }
    return new JobResult(
        lease.job(),
        lease.epoch(),
        lease.attempt(),
        lease.device(),
        Instant.EPOCH,
        Duration.ofSeconds(1),
        outcomes,
        List.of(),
        Map.of("load", "0.25"));
  }
}
