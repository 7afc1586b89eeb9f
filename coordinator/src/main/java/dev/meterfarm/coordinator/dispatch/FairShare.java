package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.store.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * In which order campaigns get their turn on a target: the one that got least device time first.
 * Time for which a campaign had nothing to do is no credit: when it comes back it starts level with
 * the one that got least. Kept in memory; a restart forgets old debts. Safe for use from many
 * threads.
 */
final class FairShare {
  /** What a job is taken for before one of its lane has ended. */
  private static final double FIRST_GUESS_SECONDS = 1;

  private static final double SMOOTHING = 0.2;

  private static final class Account {
    double servedSeconds;
    double usualSeconds = FIRST_GUESS_SECONDS;
    int running;
    boolean idle;

    double level() {
      return servedSeconds + running * usualSeconds;
    }
  }

  private final Map<String, Map<String, Account>> targets = new HashMap<>();

  /** Something is ready in the lane. */
  synchronized void open(Lane lane) {
    Map<String, Account> accounts =
        targets.computeIfAbsent(lane.target(), target -> new HashMap<>());
    Account known = accounts.get(lane.campaign());
    if (known != null && !known.idle) {
      return;
    }
    double least =
        accounts.values().stream()
            .filter(account -> !account.idle)
            .mapToDouble(Account::level)
            .min()
            .orElse(0);
    Account account = known == null ? new Account() : known;
    account.servedSeconds = Math.max(account.servedSeconds, least);
    account.idle = false;
    accounts.put(lane.campaign(), account);
  }

  /** Nothing is ready in the lane. */
  synchronized void empty(Lane lane) {
    Account account = account(lane);
    if (account != null) {
      account.idle = true;
    }
  }

  /** Forgets campaigns that do not run any more, unless their jobs still do. */
  synchronized void retain(Collection<Lane> running) {
    targets.forEach(
        (target, accounts) ->
            accounts
                .entrySet()
                .removeIf(
                    e ->
                        e.getValue().idle
                            && e.getValue().running <= 0
                            && !running.contains(new Lane(target, e.getKey()))));
  }

  synchronized void granted(Lane lane) {
    Account account = account(lane);
    if (account != null) {
      account.running++;
    }
  }

  /** A job of the lane ended after so much device time. */
  synchronized void ended(Lane lane, Duration busy) {
    Account account = account(lane);
    if (account != null) {
      double seconds = busy.toNanos() / 1e9;
      account.running = Math.max(0, account.running - 1);
      account.servedSeconds += seconds;
      account.usualSeconds += SMOOTHING * (seconds - account.usualSeconds);
    }
  }

  /** The campaigns that had something ready on the target, the least served first. */
  synchronized List<Lane> order(String target) {
    Map<String, Account> accounts = targets.getOrDefault(target, Map.of());
    List<String> campaigns = new ArrayList<>(accounts.keySet());
    campaigns.sort(
        Comparator.<String>comparingDouble(campaign -> accounts.get(campaign).level())
            .thenComparing(Comparator.naturalOrder()));
    return campaigns.stream().map(campaign -> new Lane(target, campaign)).toList();
  }

  private Account account(Lane lane) {
    return targets.getOrDefault(lane.target(), Map.of()).get(lane.campaign());
  }
}
