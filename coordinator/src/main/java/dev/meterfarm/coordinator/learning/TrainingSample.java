package dev.meterfarm.coordinator.learning;

import dev.meterfarm.predictor.features.KernelWork;
import java.util.Objects;

/**
 * One labelled kernel. Do not change the array.
 *
 * @param features in the order of the family's schema, rounded to float
 * @param work what the roofline needs
 * @param labelNanos measured latency in ns, above 0
 * @param relativeNoise relative standard deviation of the label; 0 where it is not known
 * @param weight how much it counts in training, above 0
 * @param modelHash identity of the kernel's standalone graph
 */
@SuppressWarnings("ArrayRecordComponent") // a million of them would be copied for nothing
public record TrainingSample(
    float[] features,
    KernelWork work,
    double labelNanos,
    double relativeNoise,
    double weight,
    String modelHash) {
  public TrainingSample {
    Objects.requireNonNull(features, "features");
    Objects.requireNonNull(work, "work");
    Objects.requireNonNull(modelHash, "modelHash");
    if (!(labelNanos > 0)
        || Double.isInfinite(labelNanos)
        || !(relativeNoise >= 0)
        || !(weight > 0)) {
      throw new IllegalArgumentException(
          "sample "
              + modelHash
              + " needs a label > 0 ns, noise >= 0 and a weight > 0, but has "
              + labelNanos
              + ", "
              + relativeNoise
              + " and "
              + weight);
    }
  }
}
