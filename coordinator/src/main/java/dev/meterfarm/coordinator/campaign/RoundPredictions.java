package dev.meterfarm.coordinator.campaign;

import java.util.List;

/**
 * What a family's trees said of its frozen tests after a round in which they were trained. The
 * trees themselves are let go: those of all rounds of a long campaign fill hundreds of megabytes.
 *
 * @param samples how many samples the trees were trained on
 * @param logNanos logarithm of the predicted latency in ns, in the order of the frozen tests
 */
record RoundPredictions(int samples, List<Float> logNanos) {
  RoundPredictions {
    logNanos = List.copyOf(logNanos);
  }
}
