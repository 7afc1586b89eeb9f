package dev.meterfarm.coordinator.sampling;

import dev.meterfarm.graph.Tensor;

/**
 * What measuring a configuration is thought to cost.
 *
 * @param runNanos one run
 * @param loadNanos writing, loading and unloading the model
 * @param bytes its weights and activations
 */
public record KernelCost(double runNanos, double loadNanos, long bytes) {
  /** Building, writing and loading a model without weights: about a millisecond. */
  private static final double FIXED_LOAD_NANOS = 1e6;

  /** Weights are generated, written, read and packed: about half a GB/s each. */
  private static final double LOAD_NANOS_PER_WEIGHT_BYTE = 6;

  private static final double LOAD_NANOS_PER_ACTIVATION_BYTE = 1;

  /** The cost of one configuration by a pricing. */
  public static KernelCost of(KernelConfiguration configuration, KernelPricing pricing) {
    long weights = 0;
    long activations = 0;
    for (Tensor tensor : configuration.graph().tensors()) {
      if (tensor.isConstant()) {
        weights += tensor.bytes();
      } else {
        activations += tensor.bytes();
      }
    }
    return new KernelCost(
        pricing.nanos(configuration),
        FIXED_LOAD_NANOS
            + LOAD_NANOS_PER_WEIGHT_BYTE * weights
            + LOAD_NANOS_PER_ACTIVATION_BYTE * activations,
        weights + activations);
  }
}
