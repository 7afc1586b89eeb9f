package dev.meterfarm.coordinator.context;

import dev.meterfarm.predictor.context.WeightCost;
import java.util.Locale;

/** What a context term may consist of, simplest first. */
enum ContextForm {
  SCALE(false, false, false, false),
  SCALE_AND_WEIGHTS(false, false, true, false),
  SCALE_AND_BYTES(false, true, false, false),
  SCALE_BYTES_AND_WEIGHTS(false, true, true, false),
  SCALE_BYTES_WEIGHTS_AND_KERNELS(false, true, true, true),
  GROUPS(true, false, false, false),
  GROUPS_AND_WEIGHTS(true, false, true, false),
  GROUPS_BYTES_WEIGHTS_AND_KERNELS(true, true, true, true);

  private final boolean groups;
  private final boolean bytes;
  private final boolean weights;
  private final boolean kernels;

  ContextForm(boolean groups, boolean bytes, boolean weights, boolean kernels) {
    this.groups = groups;
    this.bytes = bytes;
    this.weights = weights;
    this.kernels = kernels;
  }

  /** How many of the coefficients are scales; they come first. */
  int scales() {
    return groups ? FamilyGroup.values().length : 1;
  }

  /** How many coefficients there are. */
  int coefficients() {
    return scales() + (bytes ? 1 : 0) + (weights ? 1 : 0) + (kernels ? 2 : 0);
  }

  /**
   * What the coefficients are multiplied with, in ns, bytes and counts.
   *
   * @param weightBytes which bytes of weights count: a cost of 1 ns a byte
   */
  double[] terms(NetworkMeasurement network, WeightCost weightBytes) {
    double[] terms = new double[coefficients()];
    network
        .familyNanos()
        .forEach((family, nanos) -> terms[groups ? FamilyGroup.of(family).position() : 0] += nanos);
    int at = scales();
    if (bytes) {
      terms[at++] = network.activationBytes();
    }
    if (weights) {
      terms[at++] = weightBytes.nanos(network.weights());
    }
    if (kernels) {
      terms[at++] = network.kernels();
      terms[at] = 1;
    }
    return terms;
  }

  double scale(double[] x, FamilyGroup group) {
    return x[groups ? group.position() : 0];
  }

  boolean hasWeights() {
    return weights;
  }

  double perByte(double[] x) {
    return bytes ? x[scales()] : 0;
  }

  double perWeightByte(double[] x) {
    return weights ? x[scales() + (bytes ? 1 : 0)] : 0;
  }

  double perKernel(double[] x) {
    return kernels ? x[x.length - 2] : 0;
  }

  double fixed(double[] x) {
    return kernels ? x[x.length - 1] : 0;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
