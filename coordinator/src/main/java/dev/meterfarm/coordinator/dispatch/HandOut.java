package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.queue.ImpatientWorkQueue;
import dev.meterfarm.coordinator.queue.WorkQueue;
import dev.meterfarm.coordinator.store.RetryRule;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

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
  private final Presence presence = new Presence();
  private final JobBoard board;
  private final Dispatcher dispatcher;
  private final ScheduledExecutorService housekeeping =
      Executors.newSingleThreadScheduledExecutor(
          task -> JobBoard.daemon(task, "ledger-housekeeping"));

  private final ScheduledFuture<?> rounds;

  private HandOut(
      LedgerPorts ports, WorkQueue queue, DispatchSettings settings, RandomGenerator random) {
    WorkQueue hints = new ImpatientWorkQueue(queue, settings.ledgerPoll());
    RetryRule rule = new RetryPolicy(settings.firstPause(), settings.longestPause(), random);
    board = new JobBoard(ports.plan(), ports.measurements(), hints, settings.maxAttempts());
    dispatcher = new Dispatcher(ports, hints, presence, board, rule, settings);
    Housekeeper housekeeper = new Housekeeper(ports.sweep(), hints, board, rule);
    long pause = settings.sweep().toMillis();
    rounds =
        housekeeping.scheduleWithFixedDelay(housekeeper::round, 0, pause, TimeUnit.MILLISECONDS);
  }

  /** Starts the hand-out. */
  public static HandOut start(
      LedgerPorts ports, WorkQueue queue, DispatchSettings settings, RandomGenerator random) {
    return new HandOut(ports, queue, settings, random);
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
    return presence;
  }

  @Override
  public void close() {
    rounds.cancel(false);
    housekeeping.shutdown();
    board.close();
  }
}
