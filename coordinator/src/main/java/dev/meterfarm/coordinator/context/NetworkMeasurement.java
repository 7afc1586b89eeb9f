package dev.meterfarm.coordinator.context;

import dev.meterfarm.predictor.context.KernelWeights;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * A calibration network: measured as a whole, predicted kernel by kernel.
 *
 * @param name what the reports call it
 * @param measuredNanos the whole network, above 0
 * @param familyNanos predicted nanoseconds of its kernels, summed per family
 * @param kernels how many kernels it has
 * @param activationBytes bytes of all tensors that go from one kernel to another
 * @param weights bytes of the constant float tensors that its kernels read, each counted once
 */
public record NetworkMeasurement(
    String name,
    double measuredNanos,
    Map<KernelFamily, Double> familyNanos,
    int kernels,
    double activationBytes,
    KernelWeights weights) {
  public NetworkMeasurement {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(weights, "weights");
    Map<KernelFamily, Double> copy = new EnumMap<>(KernelFamily.class);
    copy.putAll(familyNanos);
    familyNanos = Collections.unmodifiableMap(copy);
    if (!(measuredNanos > 0)) {
      throw new IllegalArgumentException(
          "network '" + name + "' needs a measurement > 0 ns, but has " + measuredNanos);
    }
  }

  /** Sum of the kernels measured alone, in ns. */
  public double sumNanos() {
    return familyNanos.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
