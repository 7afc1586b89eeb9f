package dev.meterfarm.coordinator.evaluation;

import java.util.Map;

/**
 * Whether something was measured in a bad spell.
 *
 * @param suspect true if it should be measured again
 * @param excess relative excess over the baseline per reference model, 0.1 for 10 % slower
 * @param reason a sentence for the report
 */
public record DriftVerdict(boolean suspect, Map<String, Double> excess, String reason) {
  public DriftVerdict {
    excess = Map.copyOf(excess);
  }
}
