package dev.meterfarm.coordinator.registry;

import java.time.Duration;

/**
 * When a device or an agent is not trusted any more.
 *
 * @param window how many of the last outcomes count
 * @param strikes so many different jobs failed among them make a device SUSPECT
 * @param slowBy relative excess of the reference models over the device's own baseline that is too
 *     slow
 * @param slowJobs so many jobs in a row with too slow reference models make a device SUSPECT
 * @param referenceLimit a SUSPECT device that has not passed a reference run after this long is
 *     QUARANTINED
 * @param silence after this long without a word an agent is LOST, and its devices are gone
 */
public record HealthLimits(
    int window,
    int strikes,
    double slowBy,
    int slowJobs,
    Duration referenceLimit,
    Duration silence) {
  /**
   * Three failed jobs among ten; reference models half as slow again for three jobs; a quarter of
   * an hour for a reference run; a minute of silence.
   */
  public static final HealthLimits DEFAULT =
      new HealthLimits(10, 3, 0.5, 3, Duration.ofMinutes(15), Duration.ofSeconds(60));

  public HealthLimits {
    if (strikes < 1 || window < strikes || !(slowBy > 0) || slowJobs < 1) {
      throw new IllegalArgumentException(
          "1 <= strikes <= window, slowBy > 0 and slowJobs >= 1 must hold");
    }
  }
}
