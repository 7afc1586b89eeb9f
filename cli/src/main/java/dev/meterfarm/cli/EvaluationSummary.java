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

  /** Whether every network could be measured, and predicted without guessing. */
  boolean coversAll() {
    return networks.stream()
        .allMatch(of -> of instanceof Compared compared && compared.uncoveredOps().isEmpty());
  }

  /** One network; {@code error} says why there are no numbers. */
  sealed interface Network {
    String model();
  }

  /**
   * A network that was measured.
   *
   * @param uncoveredOps names of the ops that are not builtin, whose predicted time is a guess
   */
  record Compared(
      String model,
      double measuredMs,
      double predictedMs,
      double errorPercent,
      List<String> uncoveredOps)
      implements Network {
    Compared {
      uncoveredOps = List.copyOf(uncoveredOps);
    }
  }

  record Failed(String model, String error) implements Network {}
}
