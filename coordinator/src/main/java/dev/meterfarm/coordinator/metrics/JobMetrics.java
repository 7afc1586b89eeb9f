package dev.meterfarm.coordinator.metrics;

import dev.meterfarm.coordinator.dispatch.JobWatcher;
import dev.meterfarm.coordinator.store.GrantReply;
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
import java.time.Duration;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Counts jobs and measurements as they pass. */
public final class JobMetrics implements JobWatcher {
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;
  private static final String FENCED = ResultReply.FENCED.name();
  private static final String QUARANTINE = "QUARANTINE";
  private static final Pattern WHOLE = Pattern.compile("\\d{1,12}");

  /** Slower reference models mean that a device throttles, if its driver does not tell. */
  private static final double SLOW = 1.15;

  /** What an agent's clock said this long ago is not told any more. */
  private static final Duration CLOCKS_KEPT = Duration.ofMinutes(2);

  private record Place(String device, String target) {}

  private record Told(double aheadSeconds, long nanos) {
    boolean isFresh() {
      return System.nanoTime() - nanos < CLOCKS_KEPT.toNanos();
    }
  }

  private final FarmMeters meters;
  private final Function<DeviceId, Map<String, Double>> baselines;
  private final DeviceReadings readings;
  private final Map<Place, Double> canaries = new ConcurrentHashMap<>();
  private final Map<String, Told> clocks = new ConcurrentHashMap<>();

  /**
   * Starts at 0.
   *
   * @param baselines how long reference models usually take on a device, in nanoseconds by target
   *     and model such as {@code host-cpu/compute}
   */
  public JobMetrics(FarmMeters meters, Function<DeviceId, Map<String, Double>> baselines) {
    this.meters = meters;
    this.baselines = baselines;
    readings = new DeviceReadings(meters);
    meters.add(FarmMetric.MEASUREMENTS_REJECTED_TOTAL, 0, FENCED);
    meters.add(FarmMetric.MEASUREMENTS_REJECTED_TOTAL, 0, QUARANTINE);
    meters.read(
        sink ->
            canaries.forEach(
                (place, ratio) ->
                    sink.put(
                        FarmMetric.CANARY_LATENCY_RATIO, ratio, place.device(), place.target())));
    meters.read(
        sink ->
            clocks.forEach(
                (agent, told) -> {
                  if (told.isFresh()) {
                    sink.put(FarmMetric.AGENT_CLOCK_OFFSET_SECONDS, told.aheadSeconds(), agent);
                  }
                }));
  }

  @Override
  public void granted(String target, Optional<Duration> waited) {
    meters.count(FarmMetric.LEASES_GRANTED_TOTAL, target);
    waited.ifPresent(
        time ->
            meters.record(FarmMetric.JOB_QUEUE_DURATION_SECONDS, time.toNanos() / NANOS, target));
  }

  @Override
  public void refused(GrantReply.Verdict reason) {
    meters.count(FarmMetric.GRANT_REFUSALS_TOTAL, reason.name());
  }

  @Override
  public void kept(String task, Duration took) {
    meters.record(FarmMetric.HOUSEKEEPING_DURATION_SECONDS, took.toNanos() / NANOS, task);
  }

  @Override
  public void replied(ResultReply reply, JobResult result) {
    meters.count(FarmMetric.RESULTS_TOTAL, reply.name());
    if (reply == ResultReply.FENCED) {
      meters.add(FarmMetric.MEASUREMENTS_REJECTED_TOTAL, result.outcomes().size(), FENCED);
    }
  }

  @Override
  public void distrusted(int measurements) {
    meters.add(FarmMetric.MEASUREMENTS_REJECTED_TOTAL, measurements, QUARANTINE);
  }

  @Override
  public void clockTold(String agent, Duration ahead) {
    double seconds = ahead.getSeconds() + ahead.getNano() / NANOS; // whatever it says, no overflow
    clocks.put(agent, new Told(seconds, System.nanoTime()));
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
        meters.record(FarmMetric.MEASUREMENT_REPEAT_DIFFERENCE_RATIO, difference(measured), target);
      } else if (outcome instanceof ModelOutcome.Failed failed) {
        meters.count(FarmMetric.MEASUREMENTS_FINISHED_TOTAL, target, "failed");
        meters.count(FarmMetric.MEASUREMENTS_REJECTED_TOTAL, failed.code().name());
      }
    }
    OptionalDouble canary = canary(target, result);
    canary.ifPresent(ratio -> canaries.put(new Place(device, target), ratio));
    throttled(result.environment(), canary)
        .ifPresent(
            slow ->
                meters.add(FarmMetric.DEVICE_THROTTLED_SECONDS_TOTAL, slow ? seconds : 0, device));
    readings.take(device, result.environment());
    care(target, device, result.environment());
  }

  /** Empty where nobody can tell. */
  private static Optional<Boolean> throttled(
      Map<String, String> environment, OptionalDouble canary) {
    String told = environment.get("throttled");
    if (told != null) {
      return Optional.of(told.equals("true"));
    }
    return canary.isPresent() ? Optional.of(canary.getAsDouble() > SLOW) : Optional.empty();
  }

  /** What it took to get a device ready for the job. */
  private void care(String target, String device, Map<String, String> environment) {
    String rested = environment.getOrDefault("restedMillis", "");
    if (WHOLE.matcher(rested).matches() && Long.parseLong(rested) > 0) {
      double seconds = Long.parseLong(rested) / MILLIS;
      meters.record(FarmMetric.DEVICE_COOLDOWN_DURATION_SECONDS, seconds, target);
    }
    if ("true".equals(environment.get("powerCycled"))) {
      meters.count(FarmMetric.DEVICE_RECOVERIES_TOTAL, device, "power_cycle", "passed");
    }
  }

  /** Of rounds; NaN where there was only one. */
  private static double difference(ModelOutcome.Measured measured) {
    DoubleSummaryStatistics rounds =
        measured.roundNanos().stream().mapToDouble(Double::doubleValue).summaryStatistics();
    return rounds.getCount() < 2
        ? Double.NaN
        : (rounds.getMax() - rounds.getMin()) / rounds.getMin();
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
}
