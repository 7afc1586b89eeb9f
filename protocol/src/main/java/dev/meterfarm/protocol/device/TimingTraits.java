package dev.meterfarm.protocol.device;

/**
 * What a driver's numbers mean.
 *
 * @param statistic which statistic of a visit is its label
 * @param resolutionNanos smallest step of a reported time, at least 1
 * @param timedRegion what is inside the timed region
 * @param canProfile whether the driver can tell which ops the runtime executed
 * @param keepsSeries whether single runs are reported, not only their statistics
 * @param visitNanos what a visit to a model costs beside its runs, in round numbers: the start of a
 *     program, for instance; 0 where it is next to nothing. Plans have fewer and longer rounds
 *     where it is much
 */
public record TimingTraits(
    LabelStatistic statistic,
    long resolutionNanos,
    TimedRegion timedRegion,
    boolean canProfile,
    boolean keepsSeries,
    long visitNanos) {
  public TimingTraits {
    if (resolutionNanos < 1) {
      throw new IllegalArgumentException("resolutionNanos must be >= 1, but is " + resolutionNanos);
    }
    if (visitNanos < 0) {
      throw new IllegalArgumentException("visitNanos must be >= 0, but is " + visitNanos);
    }
  }

  /** Traits of a driver whose visits cost next to nothing. */
  public TimingTraits(
      LabelStatistic statistic,
      long resolutionNanos,
      TimedRegion timedRegion,
      boolean canProfile,
      boolean keepsSeries) {
    this(statistic, resolutionNanos, timedRegion, canProfile, keepsSeries, 0);
  }
}
