package dev.meterfarm.cli;

import dev.meterfarm.coordinator.campaign.BudgetPlan;
import dev.meterfarm.coordinator.config.CampaignSpec;
import dev.meterfarm.graph.zoo.Zoo;
import java.util.Locale;

/** What a campaign is going to do, in words. Immutable. */
record CampaignPlanText(
    CampaignSpec spec, BudgetPlan plan, boolean simulated, int sharing, boolean dear) {
  private static final double JOB_SECONDS = 2;

  /**
   * @param simulated whether the budget counts jobs
   * @param sharing how many of the targets take turns on one device, at the most
   * @param dear whether visits to models may take long, which shows when the device is opened
   */
  static CampaignPlanText of(CampaignSpec spec, boolean simulated, int sharing, boolean dear) {
    BudgetPlan plan =
        simulated
            ? BudgetPlan.ofJobs(jobs(spec))
            : BudgetPlan.of(spec.budget().time(), sharing, spec.targets().size());
    return new CampaignPlanText(spec, plan, simulated, sharing, dear);
  }

  /**
   * Refuses a budget that allows no phase to end.
   *
   * @throws dev.meterfarm.protocol.error.FarmException with BUDGET_TOO_SMALL
   */
  void requireEnough() {
    if (!simulated) {
      BudgetPlan.requireEnough(spec.budget().time(), sharing);
    }
  }

  String text() {
    int families = Zoo.families().size();
    int networks = families * (plan.calibrationVariants() + plan.evaluationVariants());
    double sampling =
        plan.samplingEndsAt() - plan.fusionSeconds() - plan.visits() * visitSeconds(networks);
    TextTable table = new TextTable("phase", "seconds", "jobs", "what");
    row(table, "fusion", plan.fusionSeconds(), "test cases of about 150 fusion rules");
    row(
        table,
        "visits",
        plan.visits() * visitSeconds(networks),
        plan.visits() + " visits to frozen tests and " + networks + " whole networks");
    row(
        table,
        "sampling",
        sampling,
        plan.rounds() + " rounds of kernel configurations, a tenth for more visits to networks");
    table.row(
        "closing",
        String.format(Locale.ROOT, "%.0f", plan.closingSeconds()),
        "0",
        "final forests, context term, evaluation, bundle, report");
    return "Targets: "
        + String.join(", ", spec.targets())
        + "; budget "
        + (simulated ? jobs(spec) + " jobs" : spec.budget().time().toSeconds() + " s")
        + "; seed "
        + spec.seed()
        + "; results in "
        + spec.out()
        + "\n"
        + table
        + (dear
            ? "Where each visit starts a program or runs on a GPU, there are fewer and longer visits,"
                + " and fusion gets more of the time.\n"
            : "");
  }

  private static void row(TextTable table, String phase, double seconds, String what) {
    table.row(
        phase,
        String.format(Locale.ROOT, "%.0f", Math.max(0, seconds)),
        String.format(Locale.ROOT, "%.0f", Math.max(0, seconds) / JOB_SECONDS),
        what);
  }

  private static int jobs(CampaignSpec spec) {
    return spec.budget().jobs().orElse(BudgetPlan.jobsOf(spec.budget().time()));
  }

  private double visitSeconds(int networks) {
    return networks * 0.35 + (4 * plan.frozenLarge() + 12 * plan.frozenSmall()) * 0.02;
  }
}
