package dev.meterfarm.coordinator.context;

import dev.meterfarm.predictor.kernels.KernelFamily;

/** Families that caches treat alike, so that a few networks can tell their scales apart. */
public enum FamilyGroup {
  /** Dense arithmetic: convolutions, fully connected layers, matrix products. */
  MATRIX(0),
  /** Depthwise convolution. */
  DEPTHWISE(1),
  /** Everything that mostly moves data. */
  MEMORY(2);

  private final int position;

  FamilyGroup(int position) {
    this.position = position;
  }

  /** Where the group's scale stands among the coefficients. */
  int position() {
    return position;
  }

  /** The group of a family. */
  public static FamilyGroup of(KernelFamily family) {
    return switch (family) {
      case CONV, CONV_1X1, CONV_GROUPED, TCONV, FC, BMM -> MATRIX;
      case DWCONV -> DEPTHWISE;
      case POOL,
          REDUCE,
          BINARY,
          CLAMP,
          UNARY,
          SOFTMAX,
          CONCAT,
          SPLIT,
          SLICE,
          RESHAPE,
          TRANSPOSE,
          PAD,
          RESIZE,
          GENERIC ->
          MEMORY;
    };
  }
}
