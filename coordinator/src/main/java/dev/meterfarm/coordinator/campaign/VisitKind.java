package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.protocol.job.JobKind;
import dev.meterfarm.protocol.job.RunPlan;
import java.time.Duration;

/**
 * How models are visited, by what the label is for and how long a run takes. Short rounds spread
 * over a job beat one long round: delays come and go within seconds, and the label is the smallest
 * of the rounds.
 */
enum VisitKind {
  KERNEL(JobKind.KERNEL_SAMPLES),
  NETWORK(JobKind.NETWORKS);

  /** Runs longer than this are visited less often. */
  private static final double LONG_RUN_NANOS = 4e6;

  private static final Duration DEADLINE = Duration.ofSeconds(60);

  /** What the deadline grows by for each second that a job should take. */
  private static final double DEADLINE_MILLIS_PER_SECOND = 20_000;

  private final JobKind jobKind;

  VisitKind(JobKind jobKind) {
    this.jobKind = jobKind;
  }

  JobKind jobKind() {
    return jobKind;
  }

  /** Models of one class share jobs, because a job has one plan for all its models. */
  boolean isLong(double runNanos) {
    return runNanos > LONG_RUN_NANOS;
  }

  /**
   * The plan of a job.
   *
   * @param longRuns whether its models are all long, or all short
   * @param costly whether each round of a model costs much beside its runs
   * @param estimatedSeconds what they take together
   */
  RunPlan plan(boolean longRuns, boolean costly, double estimatedSeconds) {
    Duration deadline = deadline(estimatedSeconds);
    return costly ? costlyPlan(longRuns, deadline) : cheapPlan(longRuns, deadline);
  }

  private static Duration deadline(double estimatedSeconds) {
    return DEADLINE.plusMillis((long) (estimatedSeconds * DEADLINE_MILLIS_PER_SECOND));
  }

  /** The plan of a job for one of its models. */
  static RunPlan forOneOf(RunPlan plan, int models) {
    return new RunPlan(
        plan.rounds(),
        plan.warmups(),
        plan.minRuns(),
        plan.maxRuns(),
        plan.minTime(),
        plan.profile(),
        deadline(estimatedSeconds(plan) / models));
  }

  /** One round, of so many runs that the start of a program is worth it. */
  private static RunPlan costlyPlan(boolean longRuns, Duration deadline) {
    return longRuns
        ? new RunPlan(1, 1, 5, 25, Duration.ofMillis(150), false, deadline)
        : new RunPlan(1, 1, 20, 1_000, Duration.ofMillis(100), false, deadline);
  }

  private RunPlan cheapPlan(boolean longRuns, Duration deadline) {
    return switch (this) {
      case KERNEL ->
          longRuns
              ? new RunPlan(2, 1, 2, 20, Duration.ofMillis(8), false, deadline)
              : new RunPlan(3, 1, 3, 2_000, Duration.ofMillis(3), false, deadline);
      case NETWORK ->
          longRuns
              ? new RunPlan(2, 1, 3, 12, Duration.ofMillis(30), false, deadline)
              : new RunPlan(3, 2, 5, 200, Duration.ofMillis(12), false, deadline);
    };
  }

  /** The estimate that a plan was made with, to the twentieth of a millisecond. */
  static double estimatedSeconds(RunPlan plan) {
    return plan.deadline().minus(DEADLINE).toMillis() / DEADLINE_MILLIS_PER_SECOND;
  }

  /** Guess of the device time for one visit to a model, in seconds. */
  double seconds(PlannedModel model) {
    RunPlan plan = plan(isLong(model.runNanos()), model.visitNanos() > 0, 0);
    double runs =
        Math.min(
            plan.maxRuns(),
            Math.max(plan.minRuns(), Math.ceil(plan.minTime().toNanos() / model.runNanos())));
    double round = (runs + plan.warmups()) * model.runNanos() + model.visitNanos();
    return (plan.rounds() * round + model.loadNanos()) / 1e9;
  }
}
