package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.measurement.JobResult;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Which of several devices holds a campaign up. Not thread-safe. */
final class DevicePace {
  /** Jobs differ; after so many of each device it is the device. */
  private static final int ENOUGH = 10;

  /** So many times the time of the others is worth a word. */
  private static final double SLOW = 1.25;

  private record Sum(int jobs, int models, double seconds) {
    double secondsOfModel() {
      return seconds / models;
    }

    Sum plus(Sum other) {
      return new Sum(jobs + other.jobs, models + other.models, seconds + other.seconds);
    }
  }

  private final Map<DeviceId, Sum> sums = new TreeMap<>(Comparator.comparing(DeviceId::value));

  void add(JobResult result) {
    int models = Math.max(1, result.outcomes().size());
    sums.merge(
        result.device(), new Sum(1, models, result.elapsed().toMillis() / 1000.0), Sum::plus);
  }

  /** Names the slowest device if it is much slower than all others together; else empty. */
  String words() {
    if (sums.size() < 2 || sums.values().stream().anyMatch(sum -> sum.jobs() < ENOUGH)) {
      return "";
    }
    Map.Entry<DeviceId, Sum> slowest =
        sums.entrySet().stream()
            .max(Comparator.comparingDouble(entry -> entry.getValue().secondsOfModel()))
            .orElseThrow();
    double others =
        sums.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(slowest.getKey()))
            .map(Map.Entry::getValue)
            .reduce(Sum::plus)
            .orElseThrow()
            .secondsOfModel();
    double ratio = slowest.getValue().secondsOfModel() / others;
    return ratio < SLOW
        ? ""
        : String.format(
            Locale.ROOT, "slowest device %s, %.1f times the others' time", slowest.getKey(), ratio);
  }
}
