package dev.meterfarm.coordinator.service;

import dev.meterfarm.coordinator.campaign.BudgetPlan;
import dev.meterfarm.coordinator.config.CampaignLoader;
import dev.meterfarm.coordinator.config.CampaignOrder;
import dev.meterfarm.coordinator.config.ModelFile;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.graph.ModelFormatException;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.validation.Problems;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What operators do with campaigns. Every order is a change in the ledger, which any node may make;
 * {@link CampaignLoop} follows it on the node that plans.
 */
public final class CampaignService {
  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int MOST_TRIES = 1_000;

  private final ServicePorts ports;
  private final ServiceSettings settings;
  private final CampaignArchive archive;
  private final CampaignLoop loop;

  CampaignService(
      ServicePorts ports, ServiceSettings settings, CampaignArchive archive, CampaignLoop loop) {
    this.ports = ports;
    this.settings = settings;
    this.archive = archive;
    this.loop = loop;
  }

  /**
   * Takes an order for a campaign, which begins at once.
   *
   * @param text as {@link CampaignLoader#order} reads it
   * @throws FarmException if it is not as it should be, with all problems
   */
  public CampaignView submit(String text) {
    CampaignOrder order = new CampaignLoader(Set.of(), families()).order(text);
    requireReadable(order);
    requireEnough(order);
    Instant now = ports.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    for (int i = 1; i < MOST_TRIES; i++) {
      String id = ID.format(now) + (i == 1 ? "" : "-" + i);
      if (ports.campaigns().find(id).isEmpty()) {
        ports
            .campaigns()
            .create(
                new Campaign(
                    id,
                    order.name(),
                    order.json(),
                    order.seed(),
                    CampaignState.RUNNING,
                    now,
                    settings.version()));
        loop.lookSoon();
        return require(id).view();
      }
    }
    throw new FarmException(ErrorCode.UNAVAILABLE, "too many campaigns at once; try again");
  }

  private static Set<String> families() {
    return Arrays.stream(KernelFamily.values())
        .filter(family -> family != KernelFamily.GENERIC)
        .map(KernelFamily::word)
        .collect(Collectors.toSet());
  }

  private void requireReadable(CampaignOrder order) {
    Problems problems = new Problems();
    Stream.concat(order.models().stream(), order.evaluate().stream())
        .forEach(file -> check(file, problems));
    problems.throwIfAny("the campaign");
  }

  private void check(ModelFile file, Problems problems) {
    try {
      CampaignRequests.network(file, ports.blobs());
    } catch (FarmException | ModelFormatException e) {
      problems.add("models", file.name(), String.valueOf(e.getMessage()), "");
    }
  }

  /** Of targets that nobody serves yet, nothing is known; they are asked again when they begin. */
  private void requireEnough(CampaignOrder order) {
    for (String name : order.targets()) {
      Optional<TargetDescription> served = ports.supply().find(name);
      boolean countsTime =
          served.isPresent()
              ? !served.get().countsJobs(order.jobBudget().isPresent())
              : order.jobBudget().isEmpty();
      if (countsTime) {
        int sharing = served.isPresent() ? ports.supply().sharing(name, order.targets()) : 1;
        BudgetPlan.requireEnough(order.budget(), sharing);
      }
    }
  }

  /** All campaigns, the newest first. */
  public List<CampaignView> list() {
    return loop.all().stream()
        .map(LiveCampaign::view)
        .sorted((a, b) -> b.id().compareTo(a.id()))
        .toList();
  }

  /** One campaign. */
  public CampaignView find(String id) {
    return require(id).view();
  }

  /** What has happened since a number; 0 for everything that is remembered. */
  public ProgressPage progress(String id, long after) {
    return require(id).page(after);
  }

  /** The same as soon as there is something, or after some time. Never blocks. */
  public CompletionStage<ProgressPage> awaitProgress(String id, long after, Duration wait) {
    LiveCampaign live = require(id);
    CompletableFuture<Void> change = live.changedSince(after);
    return change
        .completeOnTimeout(null, wait.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(nothing -> live.page(after));
  }

  /**
   * Pauses a campaign. What is measured at this moment still counts.
   *
   * @param by who wants that
   * @param until when it goes on by itself; empty for when somebody resumes it
   */
  public CampaignView pause(String id, String by, String note, Optional<Instant> until) {
    requireOpen(id, "paused");
    Instant now = ports.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    if (until.isPresent() && !until.get().isAfter(now)) {
      throw new FarmException(
          ErrorCode.INVALID_REQUEST, "the pause must end in the future, not at " + until.get());
    }
    // The reason first: whoever finds a hold on a running campaign pauses it.
    archive.hold(
        id, new CampaignHold(by, note, now, until.map(end -> end.truncatedTo(ChronoUnit.SECONDS))));
    ports.campaigns().changeState(id, CampaignState.RUNNING, CampaignState.PAUSED);
    return after(id);
  }

  /** Lets a campaign go on, whoever paused it, with the targets as they are now. */
  public CampaignView resume(String id) {
    LiveCampaign live = requireOpen(id, "resumed");
    live.order()
        .targets()
        .forEach(
            name ->
                ports
                    .supply()
                    .find(name)
                    .ifPresent(target -> ports.campaigns().putTarget(id, target)));
    archive.releaseAll(id);
    ports.campaigns().changeState(id, CampaignState.PAUSED, CampaignState.RUNNING);
    return after(id);
  }

  /** Ends a campaign for good. What was measured stays in the ledger. */
  public CampaignView cancel(String id) {
    requireOpen(id, "cancelled");
    boolean changed =
        ports.campaigns().changeState(id, CampaignState.RUNNING, CampaignState.CANCELLED)
            || ports.campaigns().changeState(id, CampaignState.PAUSED, CampaignState.CANCELLED);
    if (changed) {
      ports.board().cancelCampaign(id, CampaignLoop.CANCELLED_TOGETHER);
    }
    return after(id);
  }

  private CampaignView after(String id) {
    loop.look(id);
    loop.lookSoon();
    return require(id).view();
  }

  /** The files that a campaign yielded so far, by name. */
  public List<Artifact> artifacts(String id) {
    require(id);
    return archive.artifacts(id);
  }

  /** One of them. */
  public byte[] artifact(String id, String name) {
    require(id);
    return archive
        .content(id, name)
        .orElseThrow(
            () ->
                new FarmException(
                    ErrorCode.NOT_FOUND,
                    "campaign "
                        + id
                        + " has no file '"
                        + name
                        + "'; it has "
                        + archive.artifacts(id).stream().map(Artifact::name).toList()));
  }

  private LiveCampaign requireOpen(String id, String verb) {
    LiveCampaign live = require(id);
    CampaignState state =
        ports.campaigns().find(id).map(Campaign::state).orElse(live.view().state());
    if (state == CampaignState.CANCELLED || state == CampaignState.FINISHED) {
      throw new FarmException(
          ErrorCode.CONFLICT, "campaign " + id + " is " + state + " and cannot be " + verb);
    }
    return live;
  }

  private LiveCampaign require(String id) {
    return loop.find(id)
        .orElseThrow(
            () ->
                new FarmException(
                    ErrorCode.NOT_FOUND,
                    "there is no campaign '" + id + "'; 'coordinator campaigns' lists them"));
  }
}
