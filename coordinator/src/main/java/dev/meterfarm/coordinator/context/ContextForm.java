package dev.meterfarm.coordinator.context;

import java.util.Locale;

/** What a context term may consist of, simplest first. */
enum ContextForm {
  SCALE(false, false, false),
  SCALE_AND_BYTES(false, true, false),
  SCALE_BYTES_AND_KERNELS(false, true, true),
  GROUPS(true, false, false),
  GROUPS_BYTES_AND_KERNELS(true, true, true);

  private final boolean groups;
  private final boolean bytes;
  private final boolean kernels;

  ContextForm(boolean groups, boolean bytes, boolean kernels) {
    this.groups = groups;
    this.bytes = bytes;
    this.kernels = kernels;
  }

  /** How many of the coefficients are scales; they come first. */
  int scales() {
    return groups ? FamilyGroup.values().length : 1;
  }

  /** How many coefficients there are. */
  int coefficients() {
    return scales() + (bytes ? 1 : 0) + (kernels ? 2 : 0);
  }

  /** What the coefficients are multiplied with, in ns, bytes and counts. */
  double[] terms(NetworkMeasurement network) {
    double[] terms = new double[coefficients()];
    network
        .familyNanos()
        .forEach((family, nanos) -> terms[groups ? FamilyGroup.of(family).position() : 0] += nanos);
    int at = scales();
    if (bytes) {
      terms[at++] = network.activationBytes();
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

  double perByte(double[] x) {
    return bytes ? x[scales()] : 0;
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
