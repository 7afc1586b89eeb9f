package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.store.DecisionJournal;
import dev.meterfarm.coordinator.store.JobPlan;
import dev.meterfarm.protocol.job.JobSpec;
import java.util.List;
import java.util.Locale;

/**
 * What a campaign on one target has decided already. All jobs of a round go into the ledger in one
 * transaction and have keys of their own, so a round is planned if the ledger knows any of its
 * jobs. Thread-safe.
 */
final class CampaignJournal {
  private final DecisionJournal decisions;
  private final JobPlan plan;
  private final String campaign;
  private final String target;

  CampaignJournal(DecisionJournal decisions, JobPlan plan, String campaign, String target) {
    this.decisions = decisions;
    this.plan = plan;
    this.campaign = campaign;
    this.target = target;
  }

  /** Where the keys of a round's jobs begin, after the target's name. */
  static String roundStem(int round) {
    return String.format(Locale.ROOT, "samples/r%03d", round);
  }

  /** The jobs of a round that an earlier start planned; none if none did. */
  List<JobSpec> plannedJobs(int round) {
    return plan.specs(campaign, target + "/" + roundStem(round) + "/");
  }

  /** Remembers how much of the budget is used. */
  void used(double seconds) {
    decisions.put(campaign, usedName(), Double.toString(seconds));
  }

  /** How much of the budget earlier starts used, in seconds. */
  double used() {
    return decisions.find(campaign, usedName()).map(Double::parseDouble).orElse(0.0);
  }

  /**
   * The budget that the campaign was begun with, in seconds: what was said the first time.
   *
   * @param seconds the budget of this start
   */
  double begunWith(double seconds) {
    return Double.parseDouble(
        decisions.putIfAbsent(campaign, "budget/" + target, Double.toString(seconds)));
  }

  /** The devices that were compared, by id; empty as long as there is one. */
  List<String> devices() {
    return decisions
        .find(campaign, "devices/" + target)
        .map(text -> List.of(text.split("\n", -1)))
        .orElse(List.of());
  }

  void devices(List<String> ids) {
    decisions.put(campaign, "devices/" + target, String.join("\n", ids));
  }

  /**
   * How many targets took turns on the devices when the campaign began: what was said the first
   * time, so that a campaign that goes on keeps its test sets.
   *
   * @param sharing what this start would say
   */
  int begunSharing(int sharing) {
    return Integer.parseInt(
        decisions.putIfAbsent(campaign, "sharing/" + target, Integer.toString(sharing)));
  }

  private String usedName() {
    return "used/" + target;
  }
}
