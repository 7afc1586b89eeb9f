package dev.meterfarm.graph;

import java.util.Arrays;
import java.util.Collection;

/**
 * The extents of a tensor, outermost first; image tensors are NHWC. Every extent is at least 0; a
 * scalar has rank 0. Immutable.
 */
public final class Shape {
  private static final Shape SCALAR = new Shape(new int[0]);

  private final int[] extents;

  private Shape(int[] extents) {
    this.extents = extents;
  }

  /**
   * A shape with these extents.
   *
   * @throws IllegalArgumentException if an extent is negative
   */
  public static Shape of(int... extents) {
    for (int extent : extents) {
      if (extent < 0) {
        throw new IllegalArgumentException(
            "shape "
                + Arrays.toString(extents)
                + " has a negative extent; every extent must be >= 0");
      }
    }
    return extents.length == 0 ? SCALAR : new Shape(extents.clone());
  }

  /** A shape with these extents. */
  public static Shape of(Collection<Integer> extents) {
    return of(extents.stream().mapToInt(Integer::intValue).toArray());
  }

  /** The shape of a single value, of rank 0. */
  public static Shape scalar() {
    return SCALAR;
  }

  /** How many axes the shape has. */
  public int rank() {
    return extents.length;
  }

  /** The extent of one axis; a negative axis counts from the end. */
  public int extent(int axis) {
    return extents[axis < 0 ? axis + extents.length : axis];
  }

  /** How many elements a tensor of this shape has; 1 for a scalar. */
  public long elements() {
    long product = 1;
    for (int extent : extents) {
      product *= extent;
    }
    return product;
  }

  /** Extent of axis 0 of an NHWC shape, or 1 where the rank is below 2. */
  public int batch() {
    return extents.length >= 2 ? extents[0] : 1;
  }

  /** Height of an NHWC shape, or 1 where the rank is not 4. */
  public int height() {
    return extents.length == 4 ? extents[1] : 1;
  }

  /** Width of an NHWC shape; the middle extent of a rank-3 shape; else 1. */
  public int width() {
    return extents.length == 4 ? extents[2] : extents.length == 3 ? extents[1] : 1;
  }

  /** The innermost extent, or 1 for a scalar. */
  public int channels() {
    return extents.length == 0 ? 1 : extents[extents.length - 1];
  }

  /** A copy with one axis changed; a negative axis counts from the end. */
  public Shape withExtent(int axis, int extent) {
    int[] copy = extents.clone();
    copy[axis < 0 ? axis + copy.length : axis] = extent;
    return of(copy);
  }

  /** The extents, as a fresh array. */
  public int[] toArray() {
    return extents.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(extents, shape.extents);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  /** The extents joined by {@code x}, such as {@code 1x28x28x64}; {@code scalar} for rank 0. */
  @Override
  public String toString() {
    if (extents.length == 0) {
      return "scalar";
    }
    StringBuilder text = new StringBuilder();
    for (int axis = 0; axis < extents.length; axis++) {
      text.append(axis == 0 ? "" : "x").append(extents[axis]);
    }
    return text.toString();
  }
}
