package dev.meterfarm.coordinator.metrics;

import dev.meterfarm.coordinator.dispatch.JobWatcher;
import dev.meterfarm.coordinator.store.JobFailure;
import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.metrics.FarmMeters;
import dev.meterfarm.metrics.FarmMetric;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.link.ResultReply;
import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import dev.meterfarm.protocol.measurement.SampleStatistics;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Counts jobs and measurements as they pass. */
public final class JobMetrics implements JobWatcher {
  private static final double NANOS = 1e9;
  private static final String CELSIUS = "(battery|device)Celsius|celsius\\..+";

  private record Place(String device, String target) {}

  private final FarmMeters meters;
  private final Function<DeviceId, Map<String, Double>> baselines;
  private final Map<String, Double> celsius = new ConcurrentHashMap<>();
  private final Map<Place, Double> canaries = new ConcurrentHashMap<>();

  /**
   * Starts at 0.
   *
   * @param baselines how long reference models usually take on a device, in nanoseconds by target
   *     and model such as {@code host-cpu/compute}
   */
  public JobMetrics(FarmMeters meters, Function<DeviceId, Map<String, Double>> baselines) {
    this.meters = meters;
    this.baselines = baselines;
    meters.read(
        sink -> {
          celsius.forEach(
              (device, value) -> sink.put(FarmMetric.DEVICE_TEMPERATURE_CELSIUS, value, device));
          canaries.forEach(
              (place, ratio) ->
                  sink.put(FarmMetric.CANARY_LATENCY_RATIO, ratio, place.device(), place.target()));
        });
  }

  @Override
  public void granted(String target) {
    meters.count(FarmMetric.LEASES_GRANTED_TOTAL, target);
  }

  @Override
  public void replied(ResultReply reply) {
    meters.count(FarmMetric.RESULTS_TOTAL, reply.name());
  }

  @Override
  public void failed(JobFailure failure) {
    meters.count(
        FarmMetric.JOBS_FINISHED_TOTAL,
        failure.target(),
        failure.state() == JobState.POISON ? "poisoned" : "retried",
        failure.code().name());
  }

  @Override
  public void accepted(String target, JobResult result) {
    String device = result.device().value();
    double seconds = result.elapsed().toNanos() / NANOS;
    meters.count(FarmMetric.JOBS_FINISHED_TOTAL, target, "done", "");
    meters.add(FarmMetric.DEVICE_BUSY_SECONDS_TOTAL, seconds, device);
    meters.record(FarmMetric.MEASUREMENT_DURATION_SECONDS, seconds, target);
    for (ModelOutcome outcome : result.outcomes()) {
      if (outcome instanceof ModelOutcome.Measured measured) {
        meters.count(FarmMetric.MEASUREMENTS_FINISHED_TOTAL, target, "measured");
        meters.record(FarmMetric.MODEL_LATENCY_SECONDS, measured.labelNanos() / NANOS, target);
        SampleStatistics runs = measured.pooled();
        meters.record(
            FarmMetric.MEASUREMENT_DISPERSION_RATIO,
            (runs.p95Nanos() - runs.p5Nanos()) / runs.medianNanos(),
            target);
      } else {
        meters.count(FarmMetric.MEASUREMENTS_FINISHED_TOTAL, target, "failed");
      }
    }
    canary(target, result).ifPresent(ratio -> canaries.put(new Place(device, target), ratio));
    temperature(result.environment()).ifPresent(value -> celsius.put(device, value));
  }

  /** The median over the reference models, each at its fastest. */
  private OptionalDouble canary(String target, JobResult result) {
    Map<String, Double> least = new HashMap<>();
    for (ReferenceReading reading : result.references()) {
      if (reading.nanos() > 0) {
        least.merge(reading.model(), reading.nanos(), Math::min);
      }
    }
    Map<String, Double> usual = baselines.apply(result.device());
    double[] ratios =
        least.entrySet().stream()
            .filter(e -> usual.containsKey(target + "/" + e.getKey()))
            .mapToDouble(e -> e.getValue() / usual.get(target + "/" + e.getKey()))
            .sorted()
            .toArray();
    return ratios.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((ratios[(ratios.length - 1) / 2] + ratios[ratios.length / 2]) / 2);
  }

  /** The hottest of what the driver could read. */
  private static OptionalDouble temperature(Map<String, String> environment) {
    return environment.entrySet().stream()
        .filter(e -> e.getKey().matches(CELSIUS) && e.getValue().matches("-?\\d+(\\.\\d+)?"))
        .mapToDouble(e -> Double.parseDouble(e.getValue()))
        .max();
  }
}
