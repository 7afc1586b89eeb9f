package dev.meterfarm.coordinator.fusion;

import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.device.TimingTraits;
import java.time.Duration;

/**
 * How much is spent on fusion rules, and what is asked for.
 *
 * @param budget device time; what is not decided by then stays undecided
 * @param rounds rounds of a first visit to a shape; later visits have twice as many
 * @param shapes how many shapes a case may be tested at, 1 to 5; a verdict from times needs 2
 * @param visits how often one shape may be visited
 * @param jobsPerWave how many jobs are handed out at a time
 * @param profile ask for the runtime's op profile, where it has one
 * @param baseline measure nn-Meter's own test as well
 * @param seed what the models' weights follow from
 */
public record FusionSettings(
    Duration budget,
    int rounds,
    int shapes,
    int visits,
    int jobsPerWave,
    boolean profile,
    boolean baseline,
    long seed) {
  /** What it takes to time the most important third of the catalogue. */
  private static final long VISITS_FOR_TIMING = 4_000;

  /**
   * Rounds where each of them costs the start of a program: the fewest from which both estimators
   * of a saving have an interval. Each round is then a statistic of many runs.
   */
  static final int COSTLY_ROUNDS = 16;

  /** Rounds, and jobs at a time, where a round is runs back to back. */
  private static final int SLOPE_ROUNDS = 24;

  private static final int SLOPE_JOBS = 2;

  public FusionSettings {
    if (rounds < 1 || shapes < 1 || shapes > 5 || visits < 1 || jobsPerWave < 1) {
      throw new IllegalArgumentException(
          "rounds, shapes (up to 5), visits and jobsPerWave must be at least 1");
    }
  }

  /** Settings that decide the whole catalogue in well under a minute on a desktop CPU. */
  public static FusionSettings standard(Duration budget, long seed) {
    return new FusionSettings(budget, 80, 5, 2, 12, true, true, seed);
  }

  /**
   * Settings for a target. Where visits cost the start of a program: fewer rounds, no baseline, and
   * no timing at all where the budget would not decide a worthwhile share of the catalogue by it
   * and the runtime tells its structure. Where a run is timed by many of them back to back: fewer
   * rounds, no baseline, and short waves, because a job may take seconds.
   *
   * @param traits the target's
   */
  public static FusionSettings standard(Duration budget, TimingTraits traits, long seed) {
    FusionSettings usual = standard(budget, seed);
    if (traits.visitNanos() == 0) {
      return traits.statistic() == LabelStatistic.SLOPE
          ? new FusionSettings(
              budget, SLOPE_ROUNDS, usual.shapes, usual.visits, SLOPE_JOBS, true, false, seed)
          : usual;
    }
    FusionSettings costly =
        new FusionSettings(budget, COSTLY_ROUNDS, 3, 2, usual.jobsPerWave, true, false, seed);
    long visits = budget.toNanos() / traits.visitNanos();
    return traits.canProfile() && visits < VISITS_FOR_TIMING ? costly.structureOnly() : costly;
  }

  /** The same, but with the runtime's op profile hidden. */
  public FusionSettings withoutProfile() {
    return new FusionSettings(budget, rounds, shapes, visits, jobsPerWave, false, baseline, seed);
  }

  /** The same, but as short as the structure alone needs: one round at one shape, no timing. */
  public FusionSettings structureOnly() {
    return new FusionSettings(budget, 1, 1, 1, jobsPerWave, true, false, seed);
  }
}
