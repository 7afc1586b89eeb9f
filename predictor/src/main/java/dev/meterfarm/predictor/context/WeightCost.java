package dev.meterfarm.predictor.context;

import java.util.Objects;

/**
 * What it costs that weights do not stay cached from one inference to the next.
 *
 * @param nanosPerByte ns per byte that has to be fetched again, 0 or more
 * @param cachedBytes so many bytes stay cached, 0 or more
 * @param basis which bytes count as fetched again
 */
public record WeightCost(double nanosPerByte, double cachedBytes, Basis basis) {
  /** No cost. */
  public static final WeightCost NONE = new WeightCost(0, 0, Basis.KERNELS);

  /** Which bytes have to be fetched again. */
  public enum Basis {
    /** Those of all kernels beyond the cache. Bundles of schema 1 mean this. */
    NETWORK,
    /** Those that kernels find cached when measured alone: {@link KernelWeights#evicted}. */
    KERNELS,
    /** The same, once packed: {@link KernelWeights#evictedPacked}. */
    PACKED
  }

  public WeightCost {
    Objects.requireNonNull(basis, "basis");
    ContextTerm.requireNotNegative("nanosPerWeightByte", nanosPerByte);
    ContextTerm.requireNotNegative("cachedWeightBytes", cachedBytes);
  }

  /** The cost for a network with these weights, in ns. */
  public double nanos(KernelWeights weights) {
    return nanosPerByte
        * switch (basis) {
          case NETWORK -> Math.max(0, weights.total() - cachedBytes);
          case KERNELS -> weights.evicted(cachedBytes);
          case PACKED -> weights.evictedPacked(cachedBytes);
        };
  }
}
