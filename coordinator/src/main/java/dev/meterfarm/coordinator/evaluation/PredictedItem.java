package dev.meterfarm.coordinator.evaluation;

import java.util.Objects;

/**
 * One kernel or network with its measurement and its prediction.
 *
 * @param name what the reports call it
 * @param family kernel family or network family, the unit of the report's lines
 * @param measuredNanos above 0
 * @param predictedNanos not negative
 */
public record PredictedItem(
    String name, String family, double measuredNanos, double predictedNanos) {
  public PredictedItem {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(family, "family");
    if (!(measuredNanos > 0) || !(predictedNanos >= 0)) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' needs a measurement > 0 and a prediction >= 0 ns, but has "
              + measuredNanos
              + " and "
              + predictedNanos);
    }
  }

  /** Predicted minus measured over measured. */
  public double relativeError() {
    return ErrorSummary.relativeError(predictedNanos, measuredNanos);
  }
}
