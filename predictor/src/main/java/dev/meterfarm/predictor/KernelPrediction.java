package dev.meterfarm.predictor;

import java.util.List;
import java.util.Objects;

/**
 * What one kernel of a network takes.
 *
 * @param type its ops in words, such as {@code conv1x1+relu6}
 * @param ops its ops as {@code index:class}, the index being that of the op in the model file; an
 *     activation that the runtime takes out of an op has that op's index
 * @param latencyMs its latency alone, before the context term, in ms; above 0
 * @param source what priced it
 * @param extrapolated true where a feature is outside the sampled range, or the family was never
 *     sampled
 */
public record KernelPrediction(
    String type, List<String> ops, double latencyMs, PriceSource source, boolean extrapolated) {
  public KernelPrediction {
    Objects.requireNonNull(type, "type");
    ops = List.copyOf(ops);
    Objects.requireNonNull(source, "source");
  }
}
