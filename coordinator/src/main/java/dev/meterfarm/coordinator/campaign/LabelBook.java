package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All visits to all models of a campaign on one target. A model's label is the smallest label of
 * its visits, each divided by its device's factor, because delays only ever add (measured: the
 * minimum of three visits repeats within 10 % in 99 % of cases). Visits in bad spells count as
 * well: a spell is a reason to visit once more, and a visit that was fast in spite of it still
 * bounds the latency from above. Only what a bad device measured never counts. Whether a label has
 * a calm visit behind it is told apart: a label that has none may be too high. For one thread.
 */
final class LabelBook {
  private record Visit(String jobKey, DeviceId device, double nanos) {}

  private final Map<String, List<Visit>> visits = new HashMap<>();
  private final Map<String, String> failures = new HashMap<>();
  private final Map<DeviceId, Double> factors = new HashMap<>();
  private final Set<DeviceId> discardedDevices = new HashSet<>();
  private final Set<String> discardedJobs = new HashSet<>();
  private final Set<String> suspectJobs = new HashSet<>();
  private final Set<String> recordedJobs = new HashSet<>();

  /** Records the outcomes of one job; recording a job twice changes nothing. */
  void record(String jobKey, DeviceId device, List<ModelOutcome> outcomes) {
    if (!recordedJobs.add(jobKey)) {
      return;
    }
    for (ModelOutcome outcome : outcomes) {
      if (outcome instanceof ModelOutcome.Measured measured) {
        visits
            .computeIfAbsent(measured.modelHash(), hash -> new ArrayList<>(3))
            .add(new Visit(jobKey, device, measured.labelNanos()));
      } else if (outcome instanceof ModelOutcome.Failed failed) {
        failures.put(failed.modelHash(), failed.message());
      }
    }
  }

  /** Marks everything that a job measured as taken in a bad spell. The raw values stay. */
  void markSuspect(String jobKey) {
    suspectJobs.add(jobKey);
  }

  /** What the job measured never counts: its device turned out bad. The raw values stay. */
  void discard(String jobKey) {
    discardedJobs.add(jobKey);
  }

  /** What the device measured never counts. */
  void discard(DeviceId device) {
    discardedDevices.add(device);
  }

  /** Everything takes so many times as long on this device as on the typical one. */
  void calibrate(DeviceId device, double factor) {
    factors.put(device, factor);
  }

  private Stream<Visit> usable(String hash) {
    return visits.getOrDefault(hash, List.of()).stream()
        .filter(
            visit ->
                !discardedJobs.contains(visit.jobKey())
                    && !discardedDevices.contains(visit.device()));
  }

  private double nanos(Visit visit) {
    return visit.nanos() / factors.getOrDefault(visit.device(), 1.0);
  }

  /** The label in nanoseconds; empty where the model was never measured. */
  OptionalDouble label(String hash) {
    return usable(hash).mapToDouble(this::nanos).min();
  }

  /**
   * The labels of the single visits in order of recording, without those in bad spells where two
   * others are left.
   */
  List<Double> visitNanos(String hash) {
    List<Visit> all = usable(hash).toList();
    List<Visit> calm = all.stream().filter(visit -> !suspectJobs.contains(visit.jobKey())).toList();
    return (calm.size() < 2 ? all : calm).stream().map(this::nanos).toList();
  }

  /** True if the model was measured outside of bad spells. */
  boolean hasCalmVisit(String hash) {
    return usable(hash).anyMatch(visit -> !suspectJobs.contains(visit.jobKey()));
  }

  /** Why a model could not be measured; null where it was not refused. */
  String failure(String hash) {
    return failures.get(hash);
  }

  /** Why models have no label that failed and were never measured, sorted; one for each. */
  List<String> unmeasured() {
    return failures.entrySet().stream()
        .filter(of -> !visits.containsKey(of.getKey()))
        .map(Map.Entry::getValue)
        .sorted()
        .toList();
  }

  int suspectJobs() {
    return suspectJobs.size();
  }
}
