package dev.meterfarm.cli;

import dev.meterfarm.coordinator.campaign.BudgetPlan;
import dev.meterfarm.coordinator.config.CampaignSpec;
import dev.meterfarm.graph.zoo.Zoo;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.time.Duration;
import java.util.Locale;

/** What a campaign is going to do, in words. Immutable. */
record CampaignPlanText(CampaignSpec spec, BudgetPlan plan, boolean simulated) {
  private static final double JOB_SECONDS = 2;

  static CampaignPlanText of(CampaignSpec spec, boolean simulated) {
    BudgetPlan plan =
        simulated
            ? BudgetPlan.ofJobs(jobs(spec))
            : BudgetPlan.of(spec.budget().time(), spec.targets().size());
    return new CampaignPlanText(spec, plan, simulated);
  }

  /**
   * Refuses a budget that allows no phase to end.
   *
   * @throws FarmException with BUDGET_TOO_SMALL, saying what it would take
   */
  void requireEnough() {
    Duration least = BudgetPlan.SMALLEST.multipliedBy(spec.targets().size());
    if (!simulated && spec.budget().time().compareTo(least) < 0) {
      throw new FarmException(
          ErrorCode.BUDGET_TOO_SMALL,
          "a budget of "
              + spec.budget().time().toSeconds()
              + " s is too small to finish a phase on "
              + spec.targets().size()
              + " target(s); at least "
              + least.toSeconds()
              + " s give a partial bundle, "
              + BudgetPlan.COMPLETE.multipliedBy(spec.targets().size()).toSeconds()
              + " s a complete one");
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
    row(table, "sampling", sampling, plan.rounds() + " rounds of kernel configurations");
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
        + table;
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
