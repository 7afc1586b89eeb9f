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

  /** About what a series takes, and how many runs it has at the least. */
  private static final double SERIES_NANOS = 4e6;

  private static final int LEAST_SERIES = 3;

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
   * @param style what a round is made of
   * @param estimatedSeconds what they take together
   */
  RunPlan plan(boolean longRuns, VisitStyle style, double estimatedSeconds) {
    Duration deadline = deadline(estimatedSeconds);
    return switch (style) {
      case RUNS -> ofRuns(longRuns, deadline);
      case PROGRAM -> ofProgram(longRuns, deadline);
      case SERIES -> ofSeries(longRuns, deadline);
    };
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
  private static RunPlan ofProgram(boolean longRuns, Duration deadline) {
    return longRuns
        ? new RunPlan(1, 1, 5, 25, Duration.ofMillis(150), false, deadline)
        : new RunPlan(1, 1, 20, 1_000, Duration.ofMillis(100), false, deadline);
  }

  private RunPlan ofRuns(boolean longRuns, Duration deadline) {
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

  /** Many rounds of one series each: a calm moment may be hardly longer than a series. */
  private RunPlan ofSeries(boolean longRuns, Duration deadline) {
    int rounds =
        switch (this) {
          case KERNEL -> longRuns ? 4 : 6;
          case NETWORK -> longRuns ? 6 : 8;
        };
    return new RunPlan(rounds, 1, 1, 1, Duration.ZERO, false, deadline);
  }

  /** The estimate that a plan was made with, to the twentieth of a millisecond. */
  static double estimatedSeconds(RunPlan plan) {
    return plan.deadline().minus(DEADLINE).toMillis() / DEADLINE_MILLIS_PER_SECOND;
  }

  /** Guess of the device time for one visit to a model, in seconds. */
  double seconds(PlannedModel model) {
    RunPlan plan = plan(isLong(model.runNanos()), model.style(), 0);
    double round = (runs(plan, model) + plan.warmups()) * model.runNanos() + model.visitNanos();
    return (plan.rounds() * round + model.loadNanos()) / 1e9;
  }

  /** How many runs a round has, warm-ups aside. */
  private static double runs(RunPlan plan, PlannedModel model) {
    return switch (model.style()) {
      case RUNS, PROGRAM ->
          Math.min(
              plan.maxRuns(),
              Math.max(plan.minRuns(), Math.ceil(plan.minTime().toNanos() / model.runNanos())));
      // A single run is timed before each series.
      case SERIES -> 1 + Math.max(LEAST_SERIES, Math.ceil(SERIES_NANOS / model.runNanos()));
    };
  }
}
