package dev.meterfarm.protocol.device;

/**
 * What a driver's numbers mean.
 *
 * @param statistic which statistic of a visit is its label
 * @param resolutionNanos smallest step of a reported time, at least 1
 * @param timedRegion what is inside the timed region
 * @param canProfile whether the driver can tell which ops the runtime executed
 * @param keepsSeries whether single runs are reported, not only their statistics
 */
public record TimingTraits(
    LabelStatistic statistic,
    long resolutionNanos,
    TimedRegion timedRegion,
    boolean canProfile,
    boolean keepsSeries) {
  public TimingTraits {
    if (resolutionNanos < 1) {
      throw new IllegalArgumentException("resolutionNanos must be >= 1, but is " + resolutionNanos);
    }
  }
}
