package dev.meterfarm.coordinator.dispatch;

import static dev.meterfarm.coordinator.Samples.CAMPAIGN;
import static dev.meterfarm.coordinator.Samples.START;
import static dev.meterfarm.coordinator.Samples.jobs;

import dev.meterfarm.coordinator.queue.InMemoryWorkQueue;
import dev.meterfarm.coordinator.queue.WorkQueue;
import dev.meterfarm.coordinator.registry.HealthLimits;
import dev.meterfarm.coordinator.registry.InMemoryRegistry;
import dev.meterfarm.coordinator.registry.Registry;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.coordinator.store.LeaseTerms;
import dev.meterfarm.coordinator.store.PlannedJob;
import dev.meterfarm.coordinator.store.RetryRule;
import dev.meterfarm.coordinator.store.sql.SqlStore;
import dev.meterfarm.coordinator.store.sql.TransientLedger;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.link.AgentSession;
import dev.meterfarm.protocol.link.ResultReply;
import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.testkit.SettableClock;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A farm in which everything goes wrong, on a clock that costs nothing: two coordinators on one
 * ledger, agents that share devices, and a network that drops, delays and doubles messages. Agents
 * and coordinators are killed, queues lose their hints, campaigns are paused, jobs cancelled, and
 * no two clocks agree. The dispatchers, the boards and the housekeeping are the real ones.
 *
 * <p>Everything follows from the seed. After each event the invariants are checked.
 */
final class SimulatedFarm {
  private static final int JOBS = 5;
  private static final int NODES = 2;
  private static final long TROUBLE_MILLIS = 60_000;
  private static final long CALM_MILLIS = 600_000;
  private static final LeaseTerms TERMS =
      new LeaseTerms(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(8), 2);
  private static final DispatchSettings SETTINGS =
      new DispatchSettings(
          TERMS,
          1_000,
          Duration.ofSeconds(1),
          Duration.ofSeconds(8),
          Duration.ofMillis(200),
          Duration.ofSeconds(1));

  private static final String BROKEN =
      "SELECT 'job ' || job || ' runs twice' FROM attempt WHERE outcome IS NULL GROUP BY job"
          + " HAVING count(*) > 1"
          + " UNION ALL SELECT 'job ' || a.job || ' runs but is ' || j.state FROM attempt a"
          + " JOIN job j ON j.id = a.job WHERE a.outcome IS NULL"
          + " AND (j.state <> 'LEASED' OR j.epoch <> a.epoch)"
          + " UNION ALL SELECT device || ' has two holders' FROM job WHERE state = 'LEASED'"
          + " AND lease_until_ms > ? GROUP BY device"
          + " HAVING count(DISTINCT agent || ' ' || session) > 1";

  private record Event(long atMillis, long number, Runnable action) {}

  final Random random;
  private final SettableClock time = new SettableClock(START);
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          Comparator.comparingLong(Event::atMillis).thenComparingLong(Event::number));
  private final TransientLedger ledger;
  private final InMemoryRegistry devices = new InMemoryRegistry(time);
  private final List<Node> nodes = new ArrayList<>();
  private final List<SimulatedAgent> agents = new ArrayList<>();
  private final List<JobSpec> specs = jobs("k", JOBS);
  private final Map<JobId, JobResult> accepted = new HashMap<>();
  private final Map<DeviceId, String> running = new HashMap<>();
  private final SqlStore truth;
  private List<JobId> ids = List.of();
  private Optional<JobBatch> batch = Optional.empty();
  private long eventNumber;
  private boolean trouble = true;
  private long checkedWrites;

  /**
   * @param ledger is emptied first
   */
  SimulatedFarm(long seed, TransientLedger ledger) {
    random = new Random(seed);
    this.ledger = ledger;
    ledger.clear();
    truth = ledger.seenWith(time);
  }

  /** Runs until all trouble is over and everything has had its time to recover. */
  void run() {
    truth
        .campaigns()
        .create(new Campaign(CAMPAIGN, "n", "{}", 1, CampaignState.RUNNING, START, "0.1.0"));
    ids = truth.plan().enqueue(specs, SETTINGS.maxAttempts()).stream().map(PlannedJob::id).toList();
    for (int i = 0; i < NODES; i++) {
      Node node = new Node(random.nextInt(4_000) - 2_000);
      nodes.add(node);
      node.start();
      every(3_000, node::keepHouse);
    }
    nodes.get(0).lead();
    DeviceId shared = new DeviceId("shared");
    for (int i = 0; i < 3; i++) {
      List<DeviceId> devices = List.of(new DeviceId("device-" + i), shared);
      SimulatedAgent agent = new SimulatedAgent(this, "agent-" + i, devices);
      agents.add(agent);
      every(1_800, agent::tick);
    }
    every(2_500, this::disturb);
    every(10_000, this::release);
    runUntil(TROUBLE_MILLIS);
    heal();
    runUntil(TROUBLE_MILLIS + CALM_MILLIS);
    checkEnd();
  }

  private void runUntil(long endMillis) {
    while (!events.isEmpty() && events.peek().atMillis() <= endMillis && !isOver()) {
      Event event = events.poll();
      time.advance(Duration.ofMillis(event.atMillis() - now()));
      event.action().run();
      check();
    }
  }

  private boolean isOver() {
    return !trouble && accepted.size() == JOBS && batch.orElseThrow().settled() == JOBS;
  }

  long now() {
    return Duration.between(START, time.instant()).toMillis();
  }

  void in(long millis, Runnable action) {
    events.add(new Event(now() + millis, eventNumber++, action));
  }

  private void every(long millis, Runnable action) {
    in(
        millis - random.nextInt((int) (millis / 4)),
        () -> {
          action.run();
          every(millis, action);
        });
  }

  /** One call of an agent to some coordinator, and perhaps an answer. */
  <T> void call(Function<Node, T> request, Consumer<T> answer) {
    int copies = trouble && chance(10) ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      in(delay(), () -> arrive(request, answer));
    }
  }

  private <T> void arrive(Function<Node, T> request, Consumer<T> answer) {
    Node node = nodes.get(random.nextInt(NODES));
    if (!node.up || (trouble && chance(8))) {
      return;
    }
    T reply = request.apply(node);
    if (!trouble || !chance(8)) {
      in(delay(), () -> answer.accept(reply));
    }
  }

  private long delay() {
    return trouble && chance(5) ? random.nextInt(15_000) : 1 + random.nextInt(200);
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  boolean isTroubled() {
    return trouble;
  }

  private void disturb() {
    if (!trouble) {
      return;
    }
    switch (random.nextInt(8)) {
      case 0, 1 -> agents.get(random.nextInt(agents.size())).kill();
      case 2 -> nodes.get(random.nextInt(NODES)).restart();
      case 3 -> nodes.forEach(node -> node.queue.clear());
      case 4 -> nodes.get(random.nextInt(NODES)).lead();
      case 5 -> truth.campaigns().setState(CAMPAIGN, CampaignState.PAUSED);
      case 6 -> truth.campaigns().setState(CAMPAIGN, CampaignState.RUNNING);
      default -> truth.plan().cancel(List.of(ids.get(random.nextInt(JOBS))));
    }
  }

  /** Somebody looks after jobs that were given up. */
  private void release() {
    truth.plan().releasePoisoned(CAMPAIGN);
  }

  private void heal() {
    trouble = false;
    truth.campaigns().setState(CAMPAIGN, CampaignState.RUNNING);
    nodes.forEach(Node::start);
    agents.forEach(SimulatedAgent::start);
    nodes.get(0).lead();
  }

  /** The run on the device begins; physically, whatever the ledger thinks. */
  void deviceStarts(DeviceId device, String who) {
    String other = running.putIfAbsent(device, who);
    require(other == null, () -> who + " and " + other + " run on " + device + " at once");
  }

  void deviceStops(DeviceId device, String who) {
    running.remove(device, who);
  }

  private void onAccepted(JobResult result) {
    JobResult before = accepted.put(result.job(), result);
    require(before == null, () -> result.job() + " has two accepted results");
  }

  private void check() {
    if (ledger.writes() == checkedWrites) {
      return;
    }
    checkedWrites = ledger.writes();
    Map<JobId, JobState> states = truth.plan().states(ids);
    require(states.size() == JOBS, () -> "jobs are lost: " + states);
    states.forEach(
        (job, state) ->
            require(
                (state == JobState.DONE) == accepted.containsKey(job),
                () -> job + " is " + state + ", accepted: " + accepted.containsKey(job)));
    List<String> broken = ledger.ask(BROKEN, time.millis());
    require(broken.isEmpty(), broken::toString);
  }

  private void checkEnd() {
    accepted.forEach(
        (job, result) ->
            require(
                truth.measurements().find(job).orElseThrow().result().equals(result),
                () -> "the result of " + job + " has changed"));
    require(accepted.size() == JOBS, () -> "results are missing: " + truth.plan().count(CAMPAIGN));
    require(batch.orElseThrow().settled() == JOBS, () -> "the campaign has not heard of all jobs");
    require(
        ledger.ask("SELECT job FROM attempt WHERE outcome = 'RESULT'").size() == JOBS,
        () -> "a job has not exactly one accepted attempt");
  }

  static void require(boolean holds, Supplier<String> what) {
    if (!holds) {
      throw new AssertionError(what.get());
    }
  }

  /** One coordinator. Its memory is lost with it. */
  final class Node {
    private final Clock clock;
    private WorkQueue queue = new InMemoryWorkQueue();
    private SqlStore store;
    private JobBoard board;
    private Dispatcher dispatcher;
    private Housekeeper housekeeper;
    private boolean up;

    Node(long skewMillis) {
      clock = Clock.offset(time, Duration.ofMillis(skewMillis));
    }

    private void start() {
      if (up) {
        return;
      }
      up = true;
      queue = new InMemoryWorkQueue();
      store = ledger.seenWith(clock);
      LedgerPorts ports =
          new LedgerPorts(
              store.plan(),
              store.ledger(),
              store.sweep(),
              store.measurements(),
              store.blobs(),
              devices);
      RetryRule rule = new RetryPolicy(SETTINGS.firstPause(), SETTINGS.longestPause(), random);
      Registry registry =
          new Registry(devices, ports.measurements()::markSuspect, HealthLimits.DEFAULT);
      FairShare fair = new FairShare();
      HealthWatch health =
          new HealthWatch(
              registry,
              ports.plan(),
              fair,
              new ReferenceRuns(ports.plan(), ports.measurements(), queue, registry),
              JobWatcher.NONE);
      board = new JobBoard(ports, queue, fair, SETTINGS.maxAttempts(), new AtOnce());
      JobEvents events = JobEvents.toAll(health, board);
      dispatcher = new Dispatcher(ports, queue, fair, health, events, rule, SETTINGS);
      housekeeper = new Housekeeper(ports.sweep(), queue, fair, events, rule);
    }

    private void restart() {
      up = false;
      in(random.nextInt(10_000), this::start);
    }

    private void lead() {
      if (up) {
        batch = Optional.of(board.submit(specs));
      }
    }

    private void keepHouse() {
      if (up) {
        housekeeper.round();
        board.repair();
      }
    }

    Dispatcher dispatcher() {
      return dispatcher;
    }

    SqlStore store() {
      return store;
    }

    ResultReply submit(AgentSession from, JobResult result) {
      ResultReply reply = dispatcher.submit(from, result);
      if (reply == ResultReply.ACCEPTED) {
        onAccepted(result);
      }
      return reply;
    }
  }

  /** Delivers at once: there is only one thread. */
  private static final class AtOnce extends AbstractExecutorService {
    private boolean closed;

    @Override
    public void execute(Runnable command) {
      command.run();
    }

    @Override
    public void shutdown() {
      closed = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      closed = true;
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return closed;
    }

    @Override
    public boolean isTerminated() {
      return closed;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return closed;
    }
  }
}
