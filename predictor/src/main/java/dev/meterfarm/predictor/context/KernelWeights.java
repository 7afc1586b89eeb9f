package dev.meterfarm.predictor.context;

import java.util.Arrays;

/**
 * The bytes of constants that each kernel of a network reads. Immutable.
 *
 * <p>A kernel that is measured alone, again and again, finds its weights in a cache, as far as they
 * fit; in a network all kernels take turns in that cache.
 */
public final class KernelWeights {
  private final double[] bytes;
  private final double[] packed;

  private KernelWeights(double[] bytes, double[] packed) {
    if (bytes.length != packed.length) {
      throw new IllegalArgumentException(
          packed.length + " packed weights for " + bytes.length + " kernels");
    }
    this.bytes = bytes;
    this.packed = packed;
  }

  /**
   * The weights of a network that packing does not enlarge.
   *
   * @param bytes of each kernel, 0 or more
   */
  public static KernelWeights of(double... bytes) {
    return packed(bytes, bytes);
  }

  /**
   * The weights of a network.
   *
   * @param bytes of each kernel as the file has them, 0 or more
   * @param packed of each kernel once filled up to whole vectors, not less than its bytes
   */
  public static KernelWeights packed(double[] bytes, double[] packed) {
    return new KernelWeights(bytes.clone(), packed.clone());
  }

  /** Bytes of all kernels together. */
  public double total() {
    return Arrays.stream(bytes).sum();
  }

  /**
   * Bytes that kernels find cached when each is measured alone, and do not when they run one after
   * the other: {@code max(0, sum of min(own bytes, cache) - cache)}.
   *
   * @param cacheBytes what the cache holds, 0 or more
   */
  public double evicted(double cacheBytes) {
    return evicted(bytes, cacheBytes);
  }

  /** The same of weights that were filled up to whole vectors. */
  public double evictedPacked(double cacheBytes) {
    return evicted(packed, cacheBytes);
  }

  private static double evicted(double[] bytes, double cacheBytes) {
    double alone = 0;
    for (double own : bytes) {
      alone += Math.min(own, cacheBytes);
    }
    return Math.max(0, alone - cacheBytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KernelWeights weights
        && Arrays.equals(bytes, weights.bytes)
        && Arrays.equals(packed, weights.packed);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(bytes) + Arrays.hashCode(packed);
  }

  @Override
  public String toString() {
    return "weights of " + bytes.length + " kernels, " + (long) total() + " bytes";
  }
}
