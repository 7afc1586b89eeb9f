package dev.meterfarm.predictor.context;

import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * latency = sum over families of scale x kernels of the family + nanosPerActivationByte x
 * activation bytes + the cost of weights + nanosPerKernel x kernels + fixedNanos. No coefficient is
 * negative, so no network ever gets a negative latency. Fitted on calibration networks; families
 * share few different scales.
 *
 * @param scales factor on the kernels of each family, above 0; 1 for families that are not in it
 * @param nanosPerActivationByte ns per byte that kernels write
 * @param weights what weights cost that do not stay cached
 * @param nanosPerKernel ns per kernel
 * @param fixedNanos ns per inference
 * @param relativeSigma standard deviation of a network's relative error that its kernels do not
 *     explain; 0 where it is not known
 * @param fit what it was fitted on and what it gained
 */
public record ContextTerm(
    Map<KernelFamily, Double> scales,
    double nanosPerActivationByte,
    WeightCost weights,
    double nanosPerKernel,
    double fixedNanos,
    double relativeSigma,
    ContextFit fit) {
  public ContextTerm {
    Objects.requireNonNull(weights, "weights");
    Objects.requireNonNull(fit, "fit");
    Map<KernelFamily, Double> copy = new EnumMap<>(KernelFamily.class);
    copy.putAll(scales);
    scales = Collections.unmodifiableMap(copy);
    scales.forEach((family, scale) -> requireNotNegative("scale of " + family.word(), scale));
    requireNotNegative("nanosPerActivationByte", nanosPerActivationByte);
    requireNotNegative("nanosPerKernel", nanosPerKernel);
    requireNotNegative("fixedNanos", fixedNanos);
    requireNotNegative("relativeSigma", relativeSigma);
  }

  static void requireNotNegative(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "a context term's " + name + " must be finite and >= 0, but is " + value);
    }
  }

  /** The term that leaves the sum of the kernels as it is. */
  public static ContextTerm identity() {
    return new ContextTerm(Map.of(), 0, WeightCost.NONE, 0, 0, 0, ContextFit.none());
  }

  /** The factor on a family's kernels. */
  public double scale(KernelFamily family) {
    return scales.getOrDefault(family, 1.0);
  }

  /** A network's latency in ns. */
  public double nanos(ContextFeatures network) {
    double sum =
        nanosPerActivationByte * network.activationBytes()
            + weights.nanos(network.weights())
            + nanosPerKernel * network.kernels()
            + fixedNanos;
    for (Map.Entry<KernelFamily, Double> part : network.familyNanos().entrySet()) {
      sum += scale(part.getKey()) * part.getValue();
    }
    return sum;
  }
}
