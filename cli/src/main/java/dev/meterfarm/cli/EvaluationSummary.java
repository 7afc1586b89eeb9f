package dev.meterfarm.cli;

import java.util.List;

/**
 * Networks measured and predicted, as {@code evaluate --json} prints them. Percents are 0..100,
 * errors are predicted minus measured.
 *
 * @param networks one for each file, in their order
 * @param within5Percent percent of the measured networks within 5 %
 * @param within10Percent the same within 10 %
 * @param rmspePercent root of the mean squared relative error
 * @param repeatWithin10Percent percent of the networks whose own visits agree within 10 %
 * @param driftPercent how far the reference models moved meanwhile
 */
record EvaluationSummary(
    List<Network> networks,
    double within5Percent,
    double within10Percent,
    double rmspePercent,
    double repeatWithin10Percent,
    double driftPercent) {
  EvaluationSummary {
    networks = List.copyOf(networks);
  }

  /** One network; {@code error} says why there are no numbers. */
  sealed interface Network {
    String model();
  }

  record Compared(String model, double measuredMs, double predictedMs, double errorPercent)
      implements Network {}

  record Failed(String model, String error) implements Network {}
}
