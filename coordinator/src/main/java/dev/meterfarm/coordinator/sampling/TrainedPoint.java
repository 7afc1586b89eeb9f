package dev.meterfarm.coordinator.sampling;

import java.util.Objects;

/**
 * A measured training point and how badly it was predicted by trees that had not seen it.
 *
 * @param configuration never one of a frozen test set
 * @param relativeError predicted minus measured over measured
 */
public record TrainedPoint(KernelConfiguration configuration, double relativeError) {
  public TrainedPoint {
    Objects.requireNonNull(configuration, "configuration");
  }
}
