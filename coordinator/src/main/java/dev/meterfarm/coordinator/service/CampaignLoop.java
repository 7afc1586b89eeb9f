package dev.meterfarm.coordinator.service;

import dev.meterfarm.coordinator.config.CampaignOrder;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the ledger says, again and again.
 *
 * <ol>
 *   <li>{@link #start}: every campaign that the ledger calls RUNNING goes on, if this node plans.
 *   <li>Each round, holds that are over end, and what should run runs, and nothing else.
 *   <li>{@link #close}: whatever runs is interrupted and stays RUNNING in the ledger.
 * </ol>
 *
 * <pre>{@code
 * stateDiagram-v2
 *   [*] --> RUNNING: submitted
 *   RUNNING --> PAUSED: by a person, or by the farm when it cannot go on
 *   PAUSED --> RUNNING: resumed, or every hold is over
 *   RUNNING --> CANCELLED: by a person
 *   PAUSED --> CANCELLED: by a person
 *   RUNNING --> FINISHED: every target has its result
 * }</pre>
 */
public final class CampaignLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CampaignLoop.class);

  /** After these a campaign is tried again without being asked. */
  private static final Set<ErrorCode> SOON_BETTER =
      Set.of(
          ErrorCode.STORAGE_FAILED,
          ErrorCode.UNAVAILABLE,
          ErrorCode.CANCELLED,
          ErrorCode.LEADERSHIP_LOST);

  private static final Duration PERSIST = Duration.ofSeconds(2);
  private static final Duration AFTER_STORAGE = Duration.ofSeconds(30);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final ServicePorts ports;
  private final ServiceSettings settings;
  private final LongSupplier ticker;
  private final CampaignArchive archive;
  private final Map<String, LiveCampaign> known = new ConcurrentHashMap<>();
  private final Map<String, RunningCampaign> running = new ConcurrentHashMap<>();
  private final Map<String, Long> notBefore = new ConcurrentHashMap<>();
  private final Map<String, Long> persisted = new ConcurrentHashMap<>();
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "campaign-loop");
            thread.setDaemon(true);
            return thread;
          });
  private long persistedAt;

  private CampaignLoop(ServicePorts ports, ServiceSettings settings, LongSupplier ticker) {
    this.ports = ports;
    this.settings = settings;
    this.ticker = ticker;
    this.archive = new CampaignArchive(ports.decisions(), ports.blobs(), ports.clock());
    this.persistedAt = ticker.getAsLong();
  }

  /**
   * Starts the loop.
   *
   * @param ticker a monotonic clock in nanoseconds
   */
  public static CampaignLoop start(
      ServicePorts ports, ServiceSettings settings, LongSupplier ticker) {
    CampaignLoop loop = new CampaignLoop(ports, settings, ticker);
    loop.ports.campaigns().all().forEach(loop::know);
    long pause = settings.round().toMillis();
    var unused = loop.rounds.scheduleWithFixedDelay(loop::round, 0, pause, TimeUnit.MILLISECONDS);
    return loop;
  }

  /** What operators do, over this loop. */
  public CampaignService service() {
    return new CampaignService(ports, settings, archive, this);
  }

  Collection<LiveCampaign> all() {
    return known.values();
  }

  Optional<LiveCampaign> find(String id) {
    LiveCampaign live = known.get(id);
    if (live == null) {
      look(id);
    }
    return Optional.ofNullable(known.get(id));
  }

  /** Takes over what the ledger says about one campaign. */
  void look(String id) {
    ports.campaigns().find(id).ifPresent(this::know);
  }

  /** The next round comes now. */
  void lookSoon() {
    try {
      rounds.execute(this::round);
    } catch (RejectedExecutionException e) {
      log.debug("the node stops; the order is in the ledger");
    }
  }

  private LiveCampaign know(Campaign campaign) {
    LiveCampaign live =
        known.computeIfAbsent(
            campaign.id(),
            id -> {
              LiveCampaign made =
                  new LiveCampaign(
                      campaign, CampaignOrder.read(campaign.specJson()), ports.clock());
              archive.progress(id).ifPresent(made::recall);
              return made;
            });
    live.ledgerSays(
        campaign.state(),
        campaign.state() == CampaignState.PAUSED ? archive.holds(campaign.id()) : List.of());
    return live;
  }

  private void round() {
    try {
      boolean plans = ports.mayPlan().getAsBoolean();
      for (Campaign campaign : ports.campaigns().all()) {
        follow(campaign, plans);
      }
      if (ticker.getAsLong() - persistedAt >= PERSIST.toNanos()) {
        persistedAt = ticker.getAsLong();
        running.keySet().forEach(this::persist);
      }
    } catch (FarmException e) {
      log.warn("campaigns are not looked after for a moment: {}", e.getMessage());
    } catch (RuntimeException e) {
      log.error("campaigns are not looked after for a moment", e);
    }
  }

  private void follow(Campaign campaign, boolean plans) {
    LiveCampaign live;
    try {
      live = know(campaign);
    } catch (FarmException e) {
      log.debug("campaign {} is left alone: {}", campaign.id(), e.getMessage());
      return;
    }
    CampaignState state = plans ? keepHolds(campaign) : campaign.state();
    RunningCampaign run = running.get(campaign.id());
    if (run != null && run.isOver()) {
      running.remove(campaign.id(), run);
      run = null;
    }
    boolean shall = plans && state == CampaignState.RUNNING;
    if (run == null && shall && mayStart(campaign.id())) {
      begin(live);
    } else if (run != null && !shall) {
      run.stop();
    } else if (run != null) {
      watch(live, run);
    } else if (!plans && state == CampaignState.RUNNING) {
      archive.progress(campaign.id()).ifPresent(live::recall);
    }
  }

  /** A campaign with a hold rests, and one whose last hold is over goes on. */
  private CampaignState keepHolds(Campaign campaign) {
    CampaignState state = campaign.state();
    if (state != CampaignState.RUNNING && state != CampaignState.PAUSED) {
      return state;
    }
    List<CampaignHold> holds = archive.holds(campaign.id());
    Instant now = ports.clock().instant();
    boolean held = holds.stream().anyMatch(hold -> !hold.isOver(now));
    boolean freed = !held && !holds.isEmpty();
    if (state == CampaignState.RUNNING && held) {
      ports.campaigns().changeState(campaign.id(), state, CampaignState.PAUSED);
      state = CampaignState.PAUSED;
    } else if (state == CampaignState.PAUSED && freed) {
      // The state first: if the process dies in between, a hold that is over does no harm.
      ports.campaigns().changeState(campaign.id(), state, CampaignState.RUNNING);
      state = CampaignState.RUNNING;
    }
    holds.stream()
        .filter(hold -> hold.isOver(now))
        .forEach(hold -> archive.release(campaign.id(), hold));
    return state;
  }

  private boolean mayStart(String id) {
    Long earliest = notBefore.get(id);
    return earliest == null || ticker.getAsLong() - earliest >= 0;
  }

  private void begin(LiveCampaign live) {
    CampaignTargets targets = new CampaignTargets(live, ports.campaigns(), ports.supply(), ticker);
    CampaignRun run = new CampaignRun(live, targets, archive, ports, settings);
    running.put(live.row().id(), RunningCampaign.start(live, targets, () -> end(live, run)));
    log.info("campaign {} goes on", live.row().id());
  }

  private void watch(LiveCampaign live, RunningCampaign run) {
    run.targets().look();
    Optional<String> changed = run.targets().changed();
    if (changed.isPresent()) {
      hold(live, changed.get());
    } else if (run.targets().idle().compareTo(settings.waitLimit()) > 0) {
      hold(
          live,
          "no agent has served any of its targets for "
              + settings.waitLimit().toMinutes()
              + " minutes; start one (bin/agent start) and resume the campaign, or cancel it");
    }
  }

  private void hold(LiveCampaign live, String note) {
    String id = live.row().id();
    Instant now = ports.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    archive.hold(id, new CampaignHold(CampaignHold.FARM, note, now, Optional.empty()));
    ports.campaigns().changeState(id, CampaignState.RUNNING, CampaignState.PAUSED);
    look(id);
  }

  /** On the campaign's own thread. */
  private void end(LiveCampaign live, CampaignRun run) {
    String id = live.row().id();
    try {
      run.run();
      ports.campaigns().changeState(id, CampaignState.RUNNING, CampaignState.FINISHED);
      look(id);
      log.info("campaign {} is finished", id);
    } catch (InterruptedException e) {
      live.rest();
      log.info("campaign {} rests", id);
    } catch (FarmException e) {
      live.rest();
      failed(live, e);
    } catch (RuntimeException e) {
      live.rest();
      log.error("campaign {} failed", id, e);
      failed(live, new FarmException(ErrorCode.INTERNAL, e.toString(), e));
    } finally {
      persist(id);
    }
  }

  private void failed(LiveCampaign live, FarmException problem) {
    try {
      if (SOON_BETTER.contains(problem.code())) {
        later(live, problem);
      } else if (problem.code() == ErrorCode.INTERNAL) {
        hold(
            live,
            "Meterfarm made a mistake, please report it: "
                + problem.getMessage()
                + "; resume to try again, or cancel");
      } else {
        hold(live, problem.getMessage());
      }
    } catch (FarmException e) {
      later(live, e);
    }
  }

  private void later(LiveCampaign live, FarmException problem) {
    notBefore.put(live.row().id(), ticker.getAsLong() + AFTER_STORAGE.toNanos());
    live.note(
        "", problem.getMessage() + "; it is tried again in " + AFTER_STORAGE.toSeconds() + " s");
    log.warn("campaign {} is tried again soon: {}", live.row().id(), problem.getMessage());
  }

  private void persist(String id) {
    LiveCampaign live = known.get(id);
    ProgressPage page = live.page(0);
    Long before = persisted.put(id, page.campaign().sequence());
    if (before != null && before == page.campaign().sequence()) {
      return;
    }
    try {
      archive.putProgress(id, page);
    } catch (FarmException e) {
      log.debug("progress of {} is not stored: {}", id, e.getMessage());
    }
  }

  @Override
  public void close() {
    rounds.shutdownNow();
    running.values().forEach(RunningCampaign::stop);
    long end = ticker.getAsLong() + STOP_LIMIT.toNanos();
    for (RunningCampaign run : running.values()) {
      run.awaitEnd(Duration.ofNanos(Math.max(1, end - ticker.getAsLong())));
    }
  }
}
