package dev.meterfarm.coordinator.registry;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long reference models take on a device that is left alone: a slowly moving low quantile of
 * what was seen, so that a bad spell hardly moves it.
 *
 * @param nanos by target and model, such as {@code host-cpu/compute}
 */
public record Baselines(Map<String, Double> nanos) {
  /** Nothing is known. */
  public static final Baselines NONE = new Baselines(Map.of());

  /** How fast the baseline follows a faster reading, and how slowly a slower one. */
  private static final double DOWN = 0.3;

  private static final double UP = 0.02;

  public Baselines {
    nanos = Collections.unmodifiableMap(new TreeMap<>(nanos));
  }

  Baselines with(Map<String, Double> readings) {
    Map<String, Double> next = new TreeMap<>(nanos);
    readings.forEach(
        (model, reading) ->
            next.merge(model, reading, (old, now) -> old + (now < old ? DOWN : UP) * (now - old)));
    return new Baselines(next);
  }

  /**
   * By how much the readings exceed the baselines, relatively: the median over the models. 0 where
   * no baseline is known, because nothing speaks against the device then.
   */
  double excess(Map<String, Double> readings) {
    double[] ratios =
        readings.entrySet().stream()
            .filter(e -> nanos.containsKey(e.getKey()))
            .mapToDouble(e -> e.getValue() / nanos.get(e.getKey()) - 1)
            .sorted()
            .toArray();
    return ratios.length == 0 ? 0 : median(ratios);
  }

  private static double median(double[] sorted) {
    double[] middle = Arrays.copyOfRange(sorted, (sorted.length - 1) / 2, sorted.length / 2 + 1);
    return Arrays.stream(middle).average().orElseThrow();
  }
}
