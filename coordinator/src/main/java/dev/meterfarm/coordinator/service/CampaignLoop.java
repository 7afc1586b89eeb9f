package dev.meterfarm.coordinator.service;

import dev.meterfarm.coordinator.config.CampaignOrder;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.coordinator.store.Planning;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
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

  /** Jobs of a cancelled campaign that one round cancels; the others have to wait. */
  static final int CANCELLED_TOGETHER = 10_000;

  private static final Duration PERSIST = Duration.ofSeconds(2);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final ServicePorts ports;
  private final ServiceSettings settings;
  private final LongSupplier ticker;
  private final CampaignArchive archive;
  private final Map<String, LiveCampaign> known = new ConcurrentHashMap<>();
  private final Set<String> unreadable = ConcurrentHashMap.newKeySet();
  private final Map<String, RunningCampaign> running = new ConcurrentHashMap<>();
  private final Setbacks setbacks;
  private final Map<String, Long> persisted = new ConcurrentHashMap<>();

  /** Cancelled campaigns none of whose jobs is open any more; belongs to the rounds. */
  private final Set<String> emptied = new HashSet<>();

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
    this.setbacks = new Setbacks(ticker);
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
    loop.ports.campaigns().all().forEach(loop::findKnown);
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

  /** Empty for a campaign that cannot be read, which must not keep the others from going on. */
  private Optional<LiveCampaign> findKnown(Campaign campaign) {
    try {
      return Optional.of(know(campaign));
    } catch (FarmException e) {
      if (unreadable.add(campaign.id())) {
        log.warn("campaign {} is left alone: {}", campaign.id(), e.getMessage());
      }
      return Optional.empty();
    }
  }

  private void round() {
    try {
      Optional<Planning> lead = ports.lead().get();
      for (Campaign campaign : ports.campaigns().all()) {
        follow(campaign, lead);
      }
      if (ticker.getAsLong() - persistedAt >= PERSIST.toNanos()) {
        persistedAt = ticker.getAsLong();
        running.forEach((id, run) -> persist(id, run.planning()));
      }
    } catch (FarmException e) {
      log.warn("campaigns are not looked after for a moment: {}", e.getMessage());
    } catch (RuntimeException e) {
      log.error("campaigns are not looked after for a moment", e);
    }
  }

  private void follow(Campaign campaign, Optional<Planning> lead) {
    LiveCampaign live = findKnown(campaign).orElse(null);
    if (live == null) {
      return;
    }
    CampaignState state = lead.isPresent() ? keepHolds(campaign, lead.get()) : campaign.state();
    RunningCampaign run = running.get(campaign.id());
    if (run != null && run.isOver()) {
      running.remove(campaign.id(), run);
      run = null;
    }
    boolean shall = lead.isPresent() && state == CampaignState.RUNNING;
    if (run != null && !(shall && isOf(run, lead.get()))) {
      run.stop();
    } else if (run != null) {
      watch(live, run);
    } else if (shall && setbacks.mayTry(campaign.id())) {
      begin(live, lead.get());
    } else if (lead.isPresent() && state == CampaignState.CANCELLED) {
      cancelJobs(campaign.id());
    } else if (lead.isEmpty() && state == CampaignState.RUNNING) {
      archive.progress(campaign.id()).ifPresent(live::recall);
    }
  }

  /** Also what was left when a process died that cancelled it. */
  private void cancelJobs(String campaign) {
    if (!emptied.contains(campaign)
        && ports.board().cancelCampaign(campaign, CANCELLED_TOGETHER) == 0) {
      emptied.add(campaign);
    }
  }

  /** One of an earlier term of this node does not know what another one planned in between. */
  private static boolean isOf(RunningCampaign run, Planning lead) {
    return run.planning().term().equals(lead.term());
  }

  /** A campaign with a hold rests, and one whose last hold is over goes on. */
  private CampaignState keepHolds(Campaign campaign, Planning lead) {
    CampaignState state = campaign.state();
    if (state != CampaignState.RUNNING && state != CampaignState.PAUSED) {
      return state;
    }
    List<CampaignHold> holds = archive.holds(campaign.id());
    Instant now = ports.clock().instant();
    boolean held = holds.stream().anyMatch(hold -> !hold.isOver(now));
    boolean freed = !held && !holds.isEmpty();
    if (state == CampaignState.RUNNING && held) {
      lead.campaigns().changeState(campaign.id(), state, CampaignState.PAUSED);
      state = CampaignState.PAUSED;
    } else if (state == CampaignState.PAUSED && freed) {
      // The state first: if the process dies in between, a hold that is over does no harm.
      lead.campaigns().changeState(campaign.id(), state, CampaignState.RUNNING);
      state = CampaignState.RUNNING;
    }
    holds.stream()
        .filter(hold -> hold.isOver(now))
        .forEach(hold -> archive(lead).release(campaign.id(), hold));
    return state;
  }

  private void begin(LiveCampaign live, Planning lead) {
    CampaignTargets targets = new CampaignTargets(live, lead.campaigns(), ports.supply(), ticker);
    CampaignRun run = new CampaignRun(live, targets, archive(lead), ports, lead, settings);
    running.put(
        live.row().id(), RunningCampaign.start(live, targets, lead, () -> end(live, run, lead)));
    log.info("campaign {} goes on", live.row().id());
  }

  private CampaignArchive archive(Planning lead) {
    return new CampaignArchive(lead.decisions(), ports.blobs(), ports.clock());
  }

  private void watch(LiveCampaign live, RunningCampaign run) {
    run.targets().look();
    Optional<String> changed = run.targets().changed();
    if (changed.isPresent()) {
      hold(live, run.planning(), changed.get());
    } else if (run.targets().idle().compareTo(settings.waitLimit()) > 0) {
      hold(
          live,
          run.planning(),
          "no agent has served any of its targets for "
              + settings.waitLimit().toMinutes()
              + " minutes; start one (bin/agent start) and resume the campaign, or cancel it");
    }
  }

  private void hold(LiveCampaign live, Planning lead, String note) {
    String id = live.row().id();
    Instant now = ports.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    archive(lead).hold(id, new CampaignHold(CampaignHold.FARM, note, now, Optional.empty()));
    lead.campaigns().changeState(id, CampaignState.RUNNING, CampaignState.PAUSED);
    look(id);
  }

  /** On the campaign's own thread. */
  private void end(LiveCampaign live, CampaignRun run, Planning lead) {
    String id = live.row().id();
    try {
      run.run();
      lead.campaigns().changeState(id, CampaignState.RUNNING, CampaignState.FINISHED);
      look(id);
      log.info("campaign {} is finished", id);
    } catch (InterruptedException e) {
      live.rest();
      log.info("campaign {} rests", id);
    } catch (FarmException e) {
      live.rest();
      failed(live, lead, e);
    } catch (RuntimeException e) {
      live.rest();
      log.error("campaign {} failed", id, e);
      failed(live, lead, new FarmException(ErrorCode.INTERNAL, e.toString(), e));
    } finally {
      persist(id, lead);
    }
  }

  private void failed(LiveCampaign live, Planning lead, FarmException problem) {
    try {
      if (SOON_BETTER.contains(problem.code())) {
        later(live, problem);
      } else if (problem.code() == ErrorCode.INTERNAL) {
        hold(
            live,
            lead,
            "Meterfarm made a mistake, please report it: "
                + problem.getMessage()
                + "; resume to try again, or cancel");
      } else {
        hold(live, lead, problem.getMessage());
      }
    } catch (FarmException e) {
      later(live, e);
    }
  }

  private void later(LiveCampaign live, FarmException problem) {
    if (problem.code() == ErrorCode.LEADERSHIP_LOST) {
      log.info("campaign {} is another node's: {}", live.row().id(), problem.getMessage());
      return; // if this node leads again, it goes on at once
    }
    Duration pause = setbacks.add(live.row().id());
    live.note("", problem.getMessage() + "; it is tried again in " + pause.toSeconds() + " s");
    log.warn("campaign {} is tried again soon: {}", live.row().id(), problem.getMessage());
  }

  private void persist(String id, Planning lead) {
    LiveCampaign live = known.get(id);
    ProgressPage page = live.page(0);
    Long before = persisted.put(id, page.campaign().sequence());
    if (before != null && before == page.campaign().sequence()) {
      return;
    }
    try {
      archive(lead).putProgress(id, page);
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
