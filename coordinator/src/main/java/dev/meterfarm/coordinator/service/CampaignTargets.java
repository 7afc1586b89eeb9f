package dev.meterfarm.coordinator.service;

import dev.meterfarm.coordinator.campaign.BudgetPlan;
import dev.meterfarm.coordinator.campaign.TargetDevices;
import dev.meterfarm.coordinator.campaign.TargetDirectory;
import dev.meterfarm.coordinator.store.CampaignStore;
import dev.meterfarm.protocol.device.TargetDescription;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The targets of a running campaign: who waits for which, and for how long. A target that was
 * measured before keeps the description that it had then, so that the campaign can go on, and even
 * end, without it. Thread-safe.
 */
final class CampaignTargets implements TargetDirectory {
  private final LiveCampaign live;
  private final CampaignStore store;
  private final TargetSupply supply;
  private final LongSupplier ticker;
  private final Map<String, ServedClock> clocks = new LinkedHashMap<>();
  private final Map<String, Long> unservedSince = new LinkedHashMap<>();
  private final Map<String, TargetDescription> known = new LinkedHashMap<>();

  CampaignTargets(
      LiveCampaign live, CampaignStore store, TargetSupply supply, LongSupplier ticker) {
    this.live = live;
    this.store = store;
    this.supply = supply;
    this.ticker = ticker;
    store.targets(live.row().id()).forEach(target -> known.put(target.name(), target));
    live.order().targets().forEach(target -> clocks.put(target, new ServedClock(ticker)));
  }

  @Override
  public TargetDescription await(String target) throws InterruptedException {
    TargetDescription description;
    synchronized (this) {
      while (!known.containsKey(target)) {
        wait();
      }
      description = known.get(target);
    }
    if (!description.countsJobs(live.order().jobBudget().isPresent())) {
      BudgetPlan.requireEnough(live.order().budget(), sharing(target));
    }
    return description;
  }

  @Override
  public int sharing(String target) {
    return supply.sharing(target, live.order().targets());
  }

  @Override
  public TargetDevices devices(String target) {
    return supply.devices(target);
  }

  @Override
  public LongSupplier clock(String target) {
    return clocks.get(target);
  }

  /** Looks who serves what now. */
  void look() {
    for (String target : live.order().targets()) {
      if (!live.isDone(target)) {
        look(target, supply.find(target));
      }
    }
  }

  private void look(String target, Optional<TargetDescription> served) {
    clocks.get(target).run(served.isPresent());
    if (served.isPresent()) {
      meet(served.get());
      live.target(target, TargetView.State.MEASURING, "");
      return;
    }
    synchronized (this) {
      unservedSince.putIfAbsent(target, ticker.getAsLong());
    }
    live.target(
        target,
        TargetView.State.WAITING,
        supply.absence(target) + ". The budget stands still meanwhile.");
  }

  private void meet(TargetDescription target) {
    boolean isNew;
    synchronized (this) {
      unservedSince.remove(target.name());
      isNew = !known.containsKey(target.name());
    }
    if (isNew) {
      store.putTarget(live.row().id(), target);
      synchronized (this) {
        known.put(target.name(), target);
        notifyAll();
      }
    }
  }

  /** For how long none of the targets that are not done has been served. */
  synchronized Duration idle() {
    List<String> open =
        live.order().targets().stream().filter(target -> !live.isDone(target)).toList();
    if (open.isEmpty() || !unservedSince.keySet().containsAll(open)) {
      return Duration.ZERO;
    }
    long latest = open.stream().mapToLong(unservedSince::get).max().orElseThrow();
    return Duration.ofNanos(ticker.getAsLong() - latest);
  }

  /** What is not any more what it was when the campaign began, in words; empty if all is well. */
  Optional<String> changed() {
    for (String name : live.order().targets()) {
      Optional<TargetDescription> now = supply.find(name);
      TargetDescription then;
      synchronized (this) {
        then = known.get(name);
      }
      if (now.isPresent() && then != null && !isSame(now.get(), then)) {
        return Optional.of(
            name
                + " is "
                + words(now.get())
                + " now, but was "
                + words(then)
                + " when the campaign began; one bundle cannot hold both. Resume to go on with what"
                + " is there now, or cancel and begin anew");
      }
    }
    return Optional.empty();
  }

  private static boolean isSame(TargetDescription one, TargetDescription other) {
    return one.deviceClass().equals(other.deviceClass())
        && one.runtime().equals(other.runtime())
        && one.settings().equals(other.settings());
  }

  private static String words(TargetDescription target) {
    return target.deviceClass() + " with " + target.runtime() + " " + target.settings();
  }
}
