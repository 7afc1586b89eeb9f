package dev.meterfarm.agent.simulated;

import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.ModelFormat;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.device.ServedTargets;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.device.TimedRegion;
import dev.meterfarm.protocol.device.TimingTraits;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A device with known fusion rules, a known latency function, seeded noise and a clock of its own
 * that only measuring advances. The numbers of a job depend on its key, not on what was measured
 * before, unless the target drifts.
 */
public final class SimulatedDevice implements Device {
  private static final double SLOW_SPELL = 4.0 / 3;

  private final DeviceId id;
  private final String profileHash;
  private final Map<String, SimulatedSettings> settings;
  private final Function<JobSpec, SimulatedFault> script;
  private final double timeFactor;
  private final CountDownLatch closed = new CountDownLatch(1);
  private long clockNanos;

  /**
   * A device that works.
   *
   * @param settings the targets by name
   */
  public SimulatedDevice(DeviceId id, String profileHash, Map<String, SimulatedSettings> settings) {
    this(id, profileHash, settings, 1);
  }

  /**
   * A device that works, but not as fast as its sisters.
   *
   * @param timeFactor how many times as long everything takes
   */
  public SimulatedDevice(
      DeviceId id, String profileHash, Map<String, SimulatedSettings> settings, double timeFactor) {
    this(id, profileHash, settings, timeFactor, job -> SimulatedFault.NONE);
  }

  /**
   * A device that follows a script.
   *
   * @param script what happens to each job; asked once for each call of {@link #measure}
   */
  public SimulatedDevice(
      DeviceId id,
      String profileHash,
      Map<String, SimulatedSettings> settings,
      Function<JobSpec, SimulatedFault> script) {
    this(id, profileHash, settings, 1, script);
  }

  private SimulatedDevice(
      DeviceId id,
      String profileHash,
      Map<String, SimulatedSettings> settings,
      double timeFactor,
      Function<JobSpec, SimulatedFault> script) {
    this.timeFactor = timeFactor;
    this.id = id;
    this.profileHash = profileHash;
    this.settings = new TreeMap<>(settings);
    this.script = script;
  }

  @Override
  public DeviceId id() {
    return id;
  }

  @Override
  public List<TargetDescription> targets() {
    return settings.entrySet().stream().map(e -> describe(e.getKey(), e.getValue())).toList();
  }

  private TargetDescription describe(String name, SimulatedSettings of) {
    return new TargetDescription(
        name,
        "simulated",
        "simulated-1",
        Map.of("noisePercent", Double.toString(of.noisePercent())),
        new TimingTraits(LabelStatistic.PERCENTILE_25, 1, TimedRegion.COMPUTE, true, false),
        true,
        profileHash,
        Map.of("runtime", "simulated-1", "target", name, "profile", profileHash));
  }

  @Override
  public ModelFormat modelFormat() {
    return ModelFormat.GRAPH;
  }

  /** The latency of a network on one of the targets, without noise, drift or faults. */
  public double trueLatencyNanos(String target, Graph graph) {
    return new StairCaseLatency(require(target)).networkNanos(graph);
  }

  /** What one of the targets fuses. */
  public FusionRules trueRules(String target) {
    return require(target).rules();
  }

  private SimulatedSettings require(String target) {
    return ServedTargets.require(id, settings, target);
  }

  @Override
  public DeviceReport measure(PreparedJob job) throws InterruptedException {
    SimulatedSettings of = require(job.spec().target());
    SimulatedFault fault = script.apply(job.spec());
    switch (fault) {
      case NONE, SLOW_SPELL, REFUSE_FIRST_MODEL -> {}
      case CRASH -> throw failure(ErrorCode.RUN_CRASHED, job, "crashed as its script says");
      case LOST -> throw failure(ErrorCode.DEVICE_LOST, job, "went away as its script says");
      case HANG -> {
        Duration deadline = job.spec().plan().deadline();
        if (closed.await(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
          throw failure(ErrorCode.CANCELLED, job, "was closed");
        }
        throw failure(ErrorCode.RUN_TIMED_OUT, job, "hung for " + deadline);
      }
    }
    DeviceReport report =
        new SimulatedRun(
                of,
                job,
                clockNanos,
                timeFactor * (fault == SimulatedFault.SLOW_SPELL ? SLOW_SPELL : 1))
            .execute(fault == SimulatedFault.REFUSE_FIRST_MODEL);
    clockNanos += report.elapsed().toNanos();
    passRealTime(of, report.elapsed());
    return report;
  }

  private void passRealTime(SimulatedSettings of, Duration elapsed) throws InterruptedException {
    long nanos = (long) (elapsed.toNanos() * of.realTimeFactor());
    if (nanos > 0) {
      TimeUnit.NANOSECONDS.sleep(nanos);
    }
  }

  private DeviceException failure(ErrorCode code, PreparedJob job, String what) {
    return new DeviceException(
        code, "job " + job.spec().key() + ": simulated device " + id + " " + what);
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
