package dev.meterfarm.coordinator.context;

import dev.meterfarm.coordinator.evaluation.ErrorSummary;
import dev.meterfarm.predictor.context.WeightCost;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.EnumMap;
import java.util.Map;

/**
 * The fitted context term of a target: {@code latency = sum over families of scale x kernels +
 * activation bytes x a + evicted weight bytes x w + kernels x b + fixed}. No coefficient is
 * negative.
 *
 * @param scales factor on each family's sum
 * @param nanosPerActivationByte ns per byte between kernels
 * @param weights what weights cost that do not stay cached
 * @param nanosPerKernel ns per kernel
 * @param fixedNanos ns per network
 * @param form which of the candidate forms won, for the report
 * @param without errors of the plain sum on the calibration networks
 * @param with leave-one-out errors: each network predicted by a term fitted on the others
 * @param relativeSigma standard deviation of a network's relative error; of a fit, 90 % of the
 *     leave-one-out errors lie within 1.645 of it; NaN without networks
 */
public record ContextModel(
    Map<KernelFamily, Double> scales,
    double nanosPerActivationByte,
    WeightCost weights,
    double nanosPerKernel,
    double fixedNanos,
    String form,
    ErrorSummary without,
    ErrorSummary with,
    double relativeSigma) {
  public ContextModel {
    scales = Map.copyOf(scales);
  }

  /** The term that changes nothing. */
  static ContextModel identity(ErrorSummary without, double relativeSigma) {
    Map<KernelFamily, Double> ones = new EnumMap<>(KernelFamily.class);
    for (KernelFamily family : KernelFamily.values()) {
      ones.put(family, 1.0);
    }
    return new ContextModel(
        ones, 0, WeightCost.NONE, 0, 0, "none", without, without, relativeSigma);
  }

  /** The same with another standard deviation of a network's relative error. */
  public ContextModel withRelativeSigma(double sigma) {
    return new ContextModel(
        scales,
        nanosPerActivationByte,
        weights,
        nanosPerKernel,
        fixedNanos,
        form,
        without,
        with,
        sigma);
  }

  /** Latency of a network in ns. */
  public double nanos(NetworkMeasurement network) {
    double sum =
        fixedNanos
            + nanosPerKernel * network.kernels()
            + nanosPerActivationByte * network.activationBytes()
            + weights.nanos(network.weights());
    for (Map.Entry<KernelFamily, Double> part : network.familyNanos().entrySet()) {
      sum += scales.getOrDefault(part.getKey(), 1.0) * part.getValue();
    }
    return sum;
  }
}
