package dev.meterfarm.graph.zoo;

/**
 * What a variant may cost. A phone must run it in reasonable time, and its file must travel.
 *
 * @param leastFlops below this, a network is too small for anybody to deploy
 * @param mostFlops above this, a slow device needs seconds for one run
 * @param mostParameters four bytes each in the model file
 */
record VariantLimits(long leastFlops, long mostFlops, long mostParameters) {
  private static final long LEAST_FLOPS = 3_000_000L;
  private static final long USUAL_FLOPS = 3_000_000_000L;
  private static final long MOST_FLOPS = 8_000_000_000L;
  private static final long MOST_PARAMETERS = 25_000_000L;
  private static final double LARGE_SHARE = 1.0 / 6;

  /** Five attempts of six allow 3 GFLOPs, the sixth allows 8. */
  static VariantLimits drawn(Draws draws) {
    return new VariantLimits(
        LEAST_FLOPS, draws.chance(LARGE_SHARE) ? MOST_FLOPS : USUAL_FLOPS, MOST_PARAMETERS);
  }

  boolean allow(GraphSize size) {
    return size.flops() >= leastFlops
        && size.flops() <= mostFlops
        && size.parameters() <= mostParameters;
  }
}
