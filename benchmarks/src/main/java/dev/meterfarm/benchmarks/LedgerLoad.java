package dev.meterfarm.benchmarks;

import dev.meterfarm.coordinator.config.CampaignOrder;
import dev.meterfarm.coordinator.config.SamplerPolicy;
import dev.meterfarm.coordinator.dispatch.SteadyClock;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.coordinator.store.Eligibility;
import dev.meterfarm.coordinator.store.GrantReply;
import dev.meterfarm.coordinator.store.Holder;
import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.coordinator.store.Lane;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

/**
 * Load on a ledger in a SQLite file, without HTTP. {@code cycles DIR} measures how many leases and
 * results of 20 models a second it takes, {@code plan DIR JOBS} plans jobs, {@code measure DIR
 * JOBS} lets agents work on some of them and tells how fast, as the ledger grows. {@code pause DIR}
 * lets all that is left rest and go on, {@code cancel DIR} cancels it; both tell how long another
 * campaign waits meanwhile.
 */
public final class LedgerLoad {
  private static final String CAMPAIGN = "load";
  private static final String OTHER = "other";
  private static final String TARGET = "simulated-a";
  private static final int ROWS = 20;
  private static final double CYCLES_GOAL = 2_000;

  /** What machines do by themselves between two minutes is no slowing down. */
  private static final double SAME_PERCENT = 80;

  private static final int BATCH = 5_000;
  private static final int CYCLES = 8_000;
  private static final int RUNS = 3;

  /** More than one device gets done while a million jobs are cancelled. */
  private static final int OTHERS_JOBS = 100_000;

  private static final int[] AGENTS = {1, 64};
  private static final LeaseTerms TERMS =
      new LeaseTerms(Duration.ofSeconds(60), Duration.ofSeconds(60));
  private static final RunPlan PLAN =
      new RunPlan(5, 2, 10, 1_000, Duration.ofMillis(20), true, Duration.ofMinutes(5));

  private final SqliteStore store;
  private final GoalTable table;

  private LedgerLoad(SqliteStore store, GoalTable table) {
    this.store = store;
    this.table = table;
  }

  /** Runs one of them; the exit code is 1 if a goal is missed. */
  public static void main(String[] arguments) throws Exception {
    Clock clock = new SteadyClock(Clock.systemUTC(), System::nanoTime);
    GoalTable table = new GoalTable();
    try (SqliteStore store = SqliteStore.open(Path.of(arguments[1]), clock)) {
      LedgerLoad load = new LedgerLoad(store, table);
      if (store.campaigns().find(CAMPAIGN).isEmpty()) {
        store.campaigns().create(campaign(CAMPAIGN));
      }
      switch (arguments[0]) {
        case "cycles" -> load.cycles();
        case "plan" -> load.planUpTo(Integer.parseInt(arguments[2]));
        case "measure" -> load.grow(Integer.parseInt(arguments[2]));
        case "pause" -> load.pauseAndResume();
        case "cancel" -> load.cancel();
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }
    table.print(System.out);
    System.exit(table.isReached() ? 0 : 1);
  }

  /** One that a coordinator can go on with: it waits for somebody to serve the target. */
  private static Campaign campaign(String id) {
    CampaignOrder order =
        new CampaignOrder(
            id,
            List.of(TARGET),
            600,
            0,
            1,
            List.of(),
            0.8,
            SamplerPolicy.ADAPTIVE.word(),
            List.of(),
            List.of());
    return new Campaign(id, id, order.json(), 1, CampaignState.RUNNING, Instant.EPOCH, "benchmark");
  }

  private void planUpTo(int jobs) {
    int known = store.plan().count(CAMPAIGN).values().stream().mapToInt(Integer::intValue).sum();
    long start = System.nanoTime();
    plan(CAMPAIGN, known, Math.max(0, jobs - known));
    table.tell("jobs planned", jobs - known, "jobs");
    table.tell("  planned", (jobs - known) * 1e9 / (System.nanoTime() - start), "/s");
  }

  private List<JobId> plan(String campaign, int from, int count) {
    List<JobId> ids = new ArrayList<>();
    for (int i = from; i < from + count; i += BATCH) {
      List<JobSpec> specs =
          IntStream.range(i, Math.min(i + BATCH, from + count))
              .mapToObj(number -> spec(campaign, number))
              .toList();
      store.plan().enqueue(specs, 3).stream().map(PlannedJob::id).forEach(ids::add);
    }
    return ids;
  }

  private static JobSpec spec(String campaign, int number) {
    String key = String.format(Locale.ROOT, "job-%08d", number);
    List<ModelRecipe> recipes =
        IntStream.range(0, ROWS)
            .mapToObj(
                i ->
                    new ModelRecipe(
                        ModelRecipe.Form.GRAPH, "model " + i, "{\"ops\":[]}", key + "#" + i))
            .toList();
    return new JobSpec(campaign, key, TARGET, JobKind.KERNEL_SAMPLES, 1, recipes, PLAN);
  }

  private void cycles() throws Exception {
    int planned = 0;
    for (int agents : AGENTS) {
      double[] rates = new double[RUNS];
      long cpu = 0;
      for (int run = 0; run < RUNS; run++) {
        List<JobId> jobs = plan(CAMPAIGN, planned, CYCLES);
        planned += CYCLES;
        long cpuBefore = CpuTime.nanos();
        long start = System.nanoTime();
        measure(jobs, agents);
        cpu += CpuTime.nanos() - cpuBefore;
        rates[run] = CYCLES * 1e9 / (System.nanoTime() - start);
      }
      Arrays.sort(rates);
      double median = rates[RUNS / 2];
      String what = "cycles of lease and result, " + ROWS + " rows, " + agents + " agents";
      if (agents == AGENTS[AGENTS.length - 1]) {
        table.atLeast(what, median, CYCLES_GOAL, "/s");
      } else {
        table.tell(what, median, "/s");
      }
      table.tell("  slowest of " + RUNS + " runs", rates[0], "/s");
      table.tell("  fastest", rates[RUNS - 1], "/s");
      table.tell("  CPU time of one", cpu / 1e6 / (RUNS * CYCLES), "ms");
    }
  }

  /** Compares how fast the first tenth of it goes with the last, less the start of this program. */
  private void grow(int jobs) throws Exception {
    int before = ROWS * store.plan().count(CAMPAIGN).getOrDefault(JobState.DONE, 0);
    List<Double> rates = new ArrayList<>();
    for (int done = 0; done < jobs; done += BATCH) {
      List<JobId> next =
          store.sweep().ready(new Lane(TARGET, CAMPAIGN), Math.min(BATCH, jobs - done)).stream()
              .map(PlannedJob::id)
              .toList();
      long start = System.nanoTime();
      measure(next, AGENTS[AGENTS.length - 1]);
      rates.add(next.size() * ROWS * 1e9 / (System.nanoTime() - start));
    }
    int window = Math.max(1, rates.size() / 10);
    double early =
        mean(rates.subList(Math.min(1, rates.size() - 1), Math.min(1 + window, rates.size())));
    double late = mean(rates.subList(rates.size() - window, rates.size()));
    table.tell("rows in the ledger before", before, "rows");
    table.tell("  rows inserted", early, "/s");
    table.tell("rows in the ledger after", before + ROWS * (double) jobs, "rows");
    table.tell("  rows inserted", late, "/s");
    table.atLeast("  of the rate before", 100 * late / early, SAME_PERCENT, "%");
  }

  private void cancel() throws Exception {
    besideAnother(
        () -> {
          change("cancel", CampaignState.RUNNING, CampaignState.CANCELLED, this::cancelSome);
          return null;
        });
  }

  private void pauseAndResume() throws Exception {
    besideAnother(
        () -> {
          change("pause", CampaignState.RUNNING, CampaignState.PAUSED, store.sweep()::follow);
          change("resume", CampaignState.PAUSED, CampaignState.RUNNING, store.sweep()::follow);
          return null;
        });
  }

  /** One piece after the other, with hardly a pause. */
  private void change(String verb, CampaignState from, CampaignState to, IntSupplier some) {
    long start = System.nanoTime();
    store.campaigns().changeState(CAMPAIGN, from, to);
    table.tell("order to " + verb + " a campaign", (System.nanoTime() - start) / 1e6, "ms");
    int jobs = 0;
    for (int next = some.getAsInt(); next > 0; next = some.getAsInt()) {
      jobs += next;
    }
    table.tell("  jobs that followed later", jobs, "jobs");
    table.tell("  how fast", jobs * 1e9 / (System.nanoTime() - start), "/s");
  }

  /** Does it while a device of another campaign is at work, and tells how that device fared. */
  private void besideAnother(Callable<Void> deed) throws Exception {
    if (store.campaigns().find(OTHER).isEmpty()) {
      store.campaigns().create(campaign(OTHER));
    }
    int known = store.plan().count(OTHER).values().stream().mapToInt(Integer::intValue).sum();
    ConcurrentLinkedQueue<JobId> open =
        new ConcurrentLinkedQueue<>(plan(OTHER, known, OTHERS_JOBS));
    Durations leases = new Durations();
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService device = Executors.newSingleThreadExecutor();
    try {
      Future<?> other = device.submit(() -> workUntil(over, open, leases));
      deed.call();
      over.set(true);
      other.get();
    } finally {
      device.shutdown();
    }
    table.tell("a lease of another campaign meanwhile, median", leases.millis(0.5), "ms");
    table.tell("  p99", leases.millis(0.99), "ms");
    table.tell("  longest", leases.longestMillis(), "ms");
  }

  private int cancelSome() {
    return store.plan().cancelCampaign(CAMPAIGN, BATCH).size();
  }

  private Void workUntil(AtomicBoolean over, ConcurrentLinkedQueue<JobId> open, Durations leases)
      throws InterruptedException {
    Holder holder =
        Holder.of(new AgentSession("other", "life"), new DeviceId("other"), Set.of(TARGET));
    for (JobId job = open.poll(); job != null && !over.get(); job = open.poll()) {
      long asked = System.nanoTime();
      GrantReply reply = store.ledger().grant(job, holder, Eligibility.ALONE, TERMS);
      leases.add(System.nanoTime() - asked);
      store.ledger().accept(holder.agent(), result(reply.lease().orElseThrow()));
      TimeUnit.MILLISECONDS.sleep(1);
    }
    return null;
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
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
