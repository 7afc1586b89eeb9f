package dev.meterfarm.coordinator.evaluation;

import dev.meterfarm.coordinator.numeric.Quantiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares devices of one target by what each measured of one calibration set. A device's factor is
 * the median, over the models, of its time over the typical device's, which is the median over the
 * devices; robust, so that neither one odd model nor one odd device moves the others. Of three or
 * more devices, those that are far off, or off by another amount on each model, are outliers and do
 * not count. Stateless.
 */
public final class DeviceFactors {
  /** A device that measured fewer models is not calibrated. */
  public static final int LEAST_MODELS = 5;

  /** Farther off than this is not the same kind of device. */
  private static final double MOST_LOG_FACTOR = Math.log(1.25);

  /** A factor that differs so much from model to model is no factor. */
  private static final double MOST_SPREAD = 0.08;

  /** Or so many times as much as that of the other devices. */
  private static final double MOST_TIMES_USUAL_SPREAD = 4;

  private static final double LEAST_DIFFERENCE = 0.01;
  private static final double SIGMAS = 3;
  private static final double MAD_TO_SIGMA = 1.4826;

  private static final int LEAST_TO_JUDGE = 3;

  private record Offset(double log, double spread, int models) {
    double badness(double usualSpread) {
      double most = Math.max(MOST_SPREAD, MOST_TIMES_USUAL_SPREAD * usualSpread);
      return Math.max(Math.abs(log) / MOST_LOG_FACTOR, spread / most);
    }
  }

  private DeviceFactors() {}

  /**
   * Compares devices.
   *
   * @param nanos what each device measured, by device and model
   */
  public static NavigableMap<String, DeviceFactor> of(Map<String, Map<String, Double>> nanos) {
    SortedSet<String> alike = new TreeSet<>(nanos.keySet());
    alike.removeIf(device -> nanos.get(device).size() < LEAST_MODELS);
    NavigableMap<String, Offset> offsets = offsets(nanos, alike);
    while (alike.size() >= LEAST_TO_JUDGE) {
      double usual = median(alike.stream().map(offsets::get).map(Offset::spread).toList());
      String worst = alike.first();
      for (String device : alike) {
        if (offsets.get(device).badness(usual) > offsets.get(worst).badness(usual)) {
          worst = device;
        }
      }
      if (offsets.get(worst).badness(usual) <= 1) {
        break;
      }
      alike.remove(worst);
      offsets = offsets(nanos, alike);
    }
    NavigableMap<String, DeviceFactor> factors = new TreeMap<>();
    for (String device : nanos.keySet()) {
      factors.put(
          device,
          nanos.get(device).size() < LEAST_MODELS
              ? new DeviceFactor(1, 0, nanos.get(device).size(), false, "not calibrated")
              : factor(offsets.get(device), alike.contains(device)));
    }
    return factors;
  }

  private static DeviceFactor factor(Offset offset, boolean alike) {
    double factor = Math.exp(offset.log());
    double noise =
        Math.max(LEAST_DIFFERENCE, SIGMAS * offset.spread() / Math.sqrt(offset.models()));
    boolean differs = Math.abs(factor - 1) > noise;
    String note = "";
    if (!alike) {
      note =
          String.format(
              Locale.ROOT,
              "not like the others: takes %.2f times as long, +-%.1f %% from model to model",
              factor,
              100 * offset.spread());
    } else if (Math.abs(offset.log()) > MOST_LOG_FACTOR) {
      note = "the devices differ much, and two are too few to tell which of them is odd";
    }
    return new DeviceFactor(differs ? factor : 1, offset.spread(), offset.models(), !alike, note);
  }

  private static NavigableMap<String, Offset> offsets(
      Map<String, Map<String, Double>> nanos, SortedSet<String> alike) {
    Map<String, List<Double>> byModel = new TreeMap<>();
    for (String device : alike) {
      nanos
          .get(device)
          .forEach(
              (model, time) ->
                  byModel.computeIfAbsent(model, m -> new ArrayList<>()).add(Math.log(time)));
    }
    Map<String, Double> typical = new TreeMap<>();
    byModel.forEach((model, logs) -> typical.put(model, median(logs)));
    NavigableMap<String, Offset> offsets = new TreeMap<>();
    nanos.forEach((device, times) -> offsets.put(device, offset(times, typical)));
    double middle = median(alike.stream().map(offsets::get).map(Offset::log).toList());
    offsets.replaceAll(
        (device, offset) -> new Offset(offset.log() - middle, offset.spread(), offset.models()));
    return offsets;
  }

  private static Offset offset(Map<String, Double> times, Map<String, Double> typical) {
    List<Double> ratios = new ArrayList<>();
    times.forEach(
        (model, time) -> {
          if (typical.containsKey(model)) {
            ratios.add(Math.log(time) - typical.get(model));
          }
        });
    double middle = median(ratios);
    List<Double> deviations = ratios.stream().map(ratio -> Math.abs(ratio - middle)).toList();
    return new Offset(middle, MAD_TO_SIGMA * median(deviations), ratios.size());
  }

  private static double median(List<Double> values) {
    return values.isEmpty()
        ? 0
        : Quantiles.of(values.stream().mapToDouble(Double::doubleValue).toArray(), 0.5);
  }
}
