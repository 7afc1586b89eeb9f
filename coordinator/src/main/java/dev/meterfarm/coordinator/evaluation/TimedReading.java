package dev.meterfarm.coordinator.evaluation;

import java.util.Objects;

/**
 * One visit to a reference model, placed in the campaign.
 *
 * @param model name of the reference model
 * @param nanos the driver's label statistic of the visit, above 0
 * @param atMillis when, on one clock for all readings of a device
 */
public record TimedReading(String model, double nanos, long atMillis) {
  public TimedReading {
    Objects.requireNonNull(model, "model");
    if (!(nanos > 0)) {
      throw new IllegalArgumentException(
          "reading of reference model '" + model + "' must be > 0 ns, but is " + nanos);
    }
  }
}
