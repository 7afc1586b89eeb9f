package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.time.Duration;

/**
 * How the wall time of a campaign on one target is shared out. All in seconds of wall time; the
 * shares suit ten minutes on the embedded device; {@code docs/accuracy.md} says what they yield.
 *
 * @param totalSeconds everything, from start to bundle
 * @param fusionSeconds test cases at the most
 * @param rounds sampling rounds, the first of which has no model yet
 * @param evaluationVariants evaluation networks of each family
 * @param calibrationVariants calibration networks of each family
 * @param frozenLarge size of the frozen test sets of families with much of the time
 * @param frozenSmall size of the others
 * @param priorNetworks networks that the prior looks at before anything is drawn
 * @param visits how often networks are visited together, spread over the campaign
 * @param frozenVisits at how many of these, the first ones, frozen tests are visited as well
 * @param networkSeconds what one visit to all networks of the zoo may take
 * @param closingSeconds kept for the final training, the last predictions and the bundle
 */
public record BudgetPlan(
    double totalSeconds,
    double fusionSeconds,
    int rounds,
    int evaluationVariants,
    int calibrationVariants,
    int frozenLarge,
    int frozenSmall,
    int priorNetworks,
    int visits,
    int frozenVisits,
    double networkSeconds,
    double closingSeconds) {

  /** What all visits to networks may take where they are dear. */
  private static final double NETWORK_SHARE = 0.25;

  private static final double LEAST_CLOSING_SECONDS = 12;

  /** From here on there is time to visit frozen tests again where visits are dear. */
  private static final double LONG_SECONDS = 1800;

  /** What the structure of the fifty most important pairs takes where each visit is a program. */
  private static final double FUSION_SECONDS = 100;

  /** What a job of a simulated target counts for, in seconds. */
  static final long JOB_SECONDS = 2;

  /** Below this no phase can be finished, and a campaign is refused. */
  public static final Duration SMALLEST = Duration.ofMinutes(2);

  /** Below this a bundle is marked as partial: too few samples to trust every family. */
  public static final Duration COMPLETE = Duration.ofMinutes(5);

  /** The shares for a budget of wall time with a device of one's own. */
  public static BudgetPlan of(Duration budget) {
    return of(budget, 1, 1);
  }

  /**
   * The shares for one of several targets. Where they take turns on a device, what is measured
   * shrinks to what one turn allows; the time from start to bundle does not.
   *
   * @param sharing how many targets take turns on the device, itself included
   * @param targets how many there are on all devices: they take turns in training
   */
  public static BudgetPlan of(Duration budget, int sharing, int targets) {
    double total = budget.toMillis() / 1000.0;
    double own = total / sharing;
    return new BudgetPlan(
        total,
        clamp(0.08 * own, 8, 75),
        (int) clamp(Math.rint(total / 60), 3, 24),
        (int) clamp(Math.rint(own / 200), 1, 5),
        (int) clamp(Math.rint(own / 300), 1, 4),
        (int) clamp(Math.rint(own / 4), 24, 300),
        (int) clamp(Math.rint(own / 10), 10, 100),
        (int) clamp(Math.rint(own / 2), 60, 600),
        3,
        3,
        Double.POSITIVE_INFINITY,
        Math.min(0.3 * total, targets * clamp(0.12 * own, 12, 180)));
  }

  /**
   * Refuses a budget of wall time in which no target could end with a bundle.
   *
   * @param sharing how many targets take turns on the device that most of them share
   * @throws FarmException with BUDGET_TOO_SMALL, saying what it would take
   */
  public static void requireEnough(Duration budget, int sharing) {
    Duration least = SMALLEST.multipliedBy(sharing);
    if (budget.compareTo(least) < 0) {
      throw new FarmException(
          ErrorCode.BUDGET_TOO_SMALL,
          "a budget of "
              + budget.toSeconds()
              + " s is too small to finish a phase"
              + (sharing == 1 ? "" : " on each of " + sharing + " targets that share a device")
              + "; at least "
              + least.toSeconds()
              + " s give a partial bundle, "
              + COMPLETE.multipliedBy(sharing).toSeconds()
              + " s a complete one");
    }
  }

  /** Whether so little time makes a partial bundle. */
  static boolean isPartial(Duration budget, int sharing) {
    return budget.compareTo(COMPLETE.multipliedBy(sharing)) < 0;
  }

  /**
   * The shares for a simulated target, whose budget is a number of jobs: as {@link #of} for two
   * seconds of wall time a job, but without a word about the clock.
   */
  public static BudgetPlan ofJobs(int jobs) {
    return of(Duration.ofSeconds(JOB_SECONDS * jobs));
  }

  /** How many jobs a simulated target may do in place of a budget of wall time. */
  public static int jobsOf(Duration budget) {
    return (int) Math.max(1, budget.toSeconds() / JOB_SECONDS);
  }

  /**
   * The shares for a target on which every visit costs the start of a program: smaller sets, one
   * network of a family for each purpose, fewer and larger rounds, more time for the fusion rules.
   * A visit is as long as all rounds of a usual one, so in a short campaign frozen tests get one,
   * and the time goes to samples; networks get all of theirs, within a quarter of the time. What
   * few samples there are is soon trained on.
   *
   * @param sharing how many targets take turns on the device, itself included
   */
  BudgetPlan forCostlyVisits(int sharing) {
    double own = totalSeconds / sharing;
    return new BudgetPlan(
        totalSeconds,
        clamp(0.15 * own, Math.min(FUSION_SECONDS, 0.2 * own), 1800),
        (int) clamp(rounds / 3.0, 2, 8),
        (int) clamp(own / 1800, 1, 5),
        (int) clamp(own / 2700, 1, 4),
        (int) clamp(own / 60, 6, 150),
        (int) clamp(own / 150, 3, 50),
        priorNetworks,
        visits,
        own < LONG_SECONDS ? 1 : visits,
        NETWORK_SHARE * own / visits,
        Math.max(LEAST_CLOSING_SECONDS, closingSeconds / 2));
  }

  /**
   * The same with a quarter for fusion rules, smaller test sets, and as many networks as a quarter
   * allows: for a target on which a test case takes seconds, and a network more.
   *
   * @param sharing how many targets take turns on the device, itself included
   */
  BudgetPlan forSlowTestCases(int sharing) {
    double own = totalSeconds / sharing;
    return new BudgetPlan(
        totalSeconds,
        clamp(0.25 * own, 20, 900),
        rounds,
        evaluationVariants,
        calibrationVariants,
        (int) clamp(own / 15, 8, 150),
        (int) clamp(own / 30, 4, 50),
        priorNetworks,
        visits,
        frozenVisits,
        NETWORK_SHARE * own / visits,
        closingSeconds);
  }

  /**
   * These shares with the test sets and networks of another budget: a campaign that goes on with
   * more time keeps the sets that it was begun with.
   */
  BudgetPlan withSetsOf(BudgetPlan begun) {
    return new BudgetPlan(
        totalSeconds,
        begun.fusionSeconds,
        Math.max(rounds, begun.rounds),
        begun.evaluationVariants,
        begun.calibrationVariants,
        begun.frozenLarge,
        begun.frozenSmall,
        begun.priorNetworks,
        visits,
        frozenVisits,
        begun.networkSeconds,
        closingSeconds);
  }

  /** When sampling has to stop, in seconds after the start. */
  public double samplingEndsAt() {
    return totalSeconds - closingSeconds;
  }

  private static double clamp(double value, double low, double high) {
    return Math.max(low, Math.min(high, value));
  }
}
