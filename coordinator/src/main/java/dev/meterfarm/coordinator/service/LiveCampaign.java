package dev.meterfarm.coordinator.service;

import dev.meterfarm.coordinator.config.CampaignOrder;
import dev.meterfarm.coordinator.result.CampaignListener;
import dev.meterfarm.coordinator.result.CampaignProgress;
import dev.meterfarm.coordinator.result.TargetResult;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What is known of a campaign, in memory. Every change has a number; numbers begin with the time of
 * the start, so that who looked before a restart misses nothing after it. Thread-safe; waiters are
 * woken outside the lock.
 */
final class LiveCampaign implements CampaignListener {
  private static final int MOST_EVENTS = 500;
  private static final long NUMBERS_PER_MILLISECOND = 1_000;

  private final Campaign row;
  private final CampaignOrder order;
  private final Clock clock;
  private final Map<String, TargetView> targets = new LinkedHashMap<>();
  private final Deque<CampaignEvent> events = new ArrayDeque<>();
  private final List<CompletableFuture<Void>> waiters = new ArrayList<>();
  private CampaignState state;
  private List<CampaignHold> holds = List.of();
  private long sequence;

  LiveCampaign(Campaign row, CampaignOrder order, Clock clock) {
    this.row = row;
    this.order = order;
    this.clock = clock;
    this.state = row.state();
    this.sequence = clock.millis() * NUMBERS_PER_MILLISECOND;
    order
        .targets()
        .forEach(
            name ->
                targets.put(
                    name, new TargetView(name, TargetView.State.RESTING, "", Optional.empty())));
  }

  Campaign row() {
    return row;
  }

  CampaignOrder order() {
    return order;
  }

  /** What the ledger says; a change is an event. */
  void ledgerSays(CampaignState now, List<CampaignHold> reasons) {
    synchronized (this) {
      if (now == state && reasons.equals(holds)) {
        return;
      }
      if (now != state) {
        add("", "the campaign is " + now + reason(now, reasons));
      }
      state = now;
      holds = List.copyOf(reasons);
      sequence++;
    }
    wake();
  }

  private static String reason(CampaignState now, List<CampaignHold> reasons) {
    return now != CampaignState.PAUSED || reasons.isEmpty()
        ? ""
        : ": " + String.join("; ", reasons.stream().map(h -> h.by() + ": " + h.note()).toList());
  }

  /** What another node, or an earlier start, knew last. */
  void recall(ProgressPage page) {
    synchronized (this) {
      if (page.campaign().sequence() <= sequence && !events.isEmpty()) {
        return;
      }
      page.campaign().targets().forEach(target -> targets.replace(target.target(), target));
      events.clear();
      events.addAll(page.events());
      sequence = Math.max(sequence, page.campaign().sequence());
    }
    wake();
  }

  void target(String name, TargetView.State next, String detail) {
    synchronized (this) {
      TargetView old = targets.get(name);
      if (old.state() == next && old.detail().equals(detail)) {
        return;
      }
      if (old.state() != next && next == TargetView.State.WAITING) {
        add(name, detail);
      }
      targets.put(name, old.with(next, detail));
      sequence++;
    }
    wake();
  }

  /** Whatever is not done rests. */
  synchronized void rest() {
    targets.replaceAll(
        (name, view) ->
            view.state() == TargetView.State.DONE ? view : view.with(TargetView.State.RESTING, ""));
    sequence++;
  }

  synchronized boolean isDone(String target) {
    return targets.get(target).state() == TargetView.State.DONE;
  }

  @Override
  public void progress(CampaignProgress progress) {
    synchronized (this) {
      TargetView old = targets.get(progress.target());
      targets.put(
          progress.target(),
          new TargetView(old.target(), old.state(), old.detail(), Optional.of(progress)));
      sequence++;
    }
    wake();
  }

  @Override
  public void note(String target, String message) {
    synchronized (this) {
      add(target, message);
    }
    wake();
  }

  @Override
  public void finished(TargetResult result) {
    target(
        result.target(),
        TargetView.State.DONE,
        result.bundle().isEmpty() ? "no bundle could be made" : result.bundle());
  }

  private void add(String target, String text) {
    events.add(new CampaignEvent(++sequence, clock.instant(), target, text));
    if (events.size() > MOST_EVENTS) {
      events.removeFirst();
    }
  }

  synchronized CampaignView view() {
    return new CampaignView(
        row.id(),
        row.name(),
        state,
        row.created(),
        row.seed(),
        order.budgetSeconds(),
        order.jobs(),
        holds,
        List.copyOf(targets.values()),
        sequence);
  }

  /** What has happened since a number. */
  synchronized ProgressPage page(long after) {
    return new ProgressPage(
        view(), events.stream().filter(event -> event.sequence() > after).toList());
  }

  /** Completes when something has happened since a number; whoever gives up cancels it. */
  synchronized CompletableFuture<Void> changedSince(long after) {
    waiters.removeIf(CompletableFuture::isDone);
    CompletableFuture<Void> waiter = new CompletableFuture<>();
    if (sequence > after) {
      waiter.complete(null);
    } else {
      waiters.add(waiter);
    }
    return waiter;
  }

  private void wake() {
    List<CompletableFuture<Void>> woken;
    synchronized (this) {
      woken = List.copyOf(waiters);
      waiters.clear();
    }
    woken.forEach(waiter -> waiter.complete(null));
  }
}
