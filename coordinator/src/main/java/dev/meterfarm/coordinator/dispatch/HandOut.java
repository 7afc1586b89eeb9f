package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.queue.ImpatientWorkQueue;
import dev.meterfarm.coordinator.queue.WorkQueue;
import dev.meterfarm.coordinator.registry.Doubts;
import dev.meterfarm.coordinator.registry.FarmOrders;
import dev.meterfarm.coordinator.registry.HealthLimits;
import dev.meterfarm.coordinator.registry.Registry;
import dev.meterfarm.coordinator.store.RetryRule;
import dev.meterfarm.protocol.error.FarmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that hands out the jobs of one ledger.
 *
 * <ol>
 *   <li>{@link #start}: the board takes jobs, the dispatcher serves agents, housekeeping runs.
 *   <li>{@link #close}: housekeeping ends, batches that wait fail. The ledger and the queue belong
 *       to the caller, who closes them afterwards, the queue first.
 * </ol>
 */
public final class HandOut implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HandOut.class);
  private static final Duration LAST_ROUND = Duration.ofSeconds(10);

  private final Registry registry;
  private final FarmOrders orders;
  private final JobBoard board;
  private final Dispatcher dispatcher;
  private final JobWatcher watcher;
  private final ScheduledExecutorService housekeeping =
      Executors.newSingleThreadScheduledExecutor(
          task -> JobBoard.daemon(task, "ledger-housekeeping"));

  private final List<ScheduledFuture<?>> rounds = new ArrayList<>();

  private HandOut(
      LedgerPorts ports,
      WorkQueue queue,
      DispatchSettings settings,
      RandomGenerator random,
      JobWatcher watcher) {
    WorkQueue hints = new ImpatientWorkQueue(queue, settings.ledgerPoll());
    RetryRule rule = new RetryPolicy(settings.firstPause(), settings.longestPause(), random);
    Doubts doubts =
        (device, since, reason) -> {
          int marked = ports.measurements().markSuspect(device, since, reason);
          watcher.distrusted(marked);
          return marked;
        };
    registry = new Registry(ports.registry(), doubts, HealthLimits.DEFAULT);
    orders = new FarmOrders(registry);
    FairShare fair = new FairShare();
    ReferenceRuns references =
        new ReferenceRuns(ports.plan(), ports.measurements(), hints, registry);
    HealthWatch health = new HealthWatch(registry, ports.plan(), fair, references, watcher);
    board = new JobBoard(ports, hints, fair, settings.maxAttempts());
    JobEvents events = JobEvents.toAll(health, board);
    dispatcher = new Dispatcher(ports, hints, fair, health, events, rule, settings);
    Housekeeper housekeeper = new Housekeeper(ports.sweep(), hints, fair, events, rule);
    this.watcher = watcher;
    repeat("hand-out", settings.sweep(), housekeeper::round);
    repeat("registry", settings.sweep(), registry::round);
    repeat("reference runs", settings.sweep(), references::round);
    repeat("outcomes", settings.sweep(), board::repair); // another coordinator may have taken one
  }

  /** Repeats a task for as long as this is open. What fails is logged and tried again. */
  private void repeat(String what, Duration pause, Runnable task) {
    rounds.add(
        housekeeping.scheduleWithFixedDelay(
            () -> attempt(what, task), 0, pause.toMillis(), TimeUnit.MILLISECONDS));
  }

  private void attempt(String what, Runnable task) {
    long start = System.nanoTime();
    try {
      task.run();
    } catch (FarmException e) {
      log.warn("housekeeping ({}) failed and will be tried again: {}", what, e.getMessage());
    } catch (RuntimeException e) {
      log.error("housekeeping ({}) failed and will be tried again", what, e);
    } finally {
      watcher.kept(what, Duration.ofNanos(System.nanoTime() - start));
    }
  }

  /** Starts the hand-out. */
  public static HandOut start(
      LedgerPorts ports, WorkQueue queue, DispatchSettings settings, RandomGenerator random) {
    return start(ports, queue, settings, random, JobWatcher.NONE);
  }

  /** Starts the hand-out and has somebody told of every job. */
  public static HandOut start(
      LedgerPorts ports,
      WorkQueue queue,
      DispatchSettings settings,
      RandomGenerator random,
      JobWatcher watcher) {
    return new HandOut(ports, queue, settings, random, watcher);
  }

  /** For the campaign engine. */
  public JobBoard board() {
    return board;
  }

  /** For agents. */
  public Dispatcher dispatcher() {
    return dispatcher;
  }

  /** Who is there. */
  public Presence presence() {
    return dispatcher.presence();
  }

  /** What is known about agents and devices. */
  public Registry registry() {
    return registry;
  }

  /** What people may order. */
  public FarmOrders orders() {
    return orders;
  }

  @Override
  public void close() {
    rounds.forEach(round -> round.cancel(false));
    housekeeping.shutdown();
    try {
      if (!housekeeping.awaitTermination(LAST_ROUND.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("housekeeping did not end within {}", LAST_ROUND);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    board.close();
  }
}
