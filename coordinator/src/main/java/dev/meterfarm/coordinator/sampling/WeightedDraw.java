package dev.meterfarm.coordinator.sampling;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Draws in proportion to weights, without replacement: the keys of Efraimidis and Spirakis,
 * "Weighted random sampling with a reservoir", 2006. Stateless and thread-safe.
 */
final class WeightedDraw {
  private WeightedDraw() {}

  /**
   * Indices in the order in which they would be drawn. Weights that are not above 0 come last.
   *
   * @param weights one per index
   */
  static int[] order(double[] weights, Random random) {
    double[] keys = new double[weights.length];
    for (int i = 0; i < keys.length; i++) {
      double exponential = -Math.log(1 - random.nextDouble());
      keys[i] = weights[i] > 0 ? exponential / weights[i] : Double.POSITIVE_INFINITY;
    }
    return IntStream.range(0, keys.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> keys[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
