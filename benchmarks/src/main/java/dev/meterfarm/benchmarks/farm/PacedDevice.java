package dev.meterfarm.benchmarks.farm;

import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.ModelFormat;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.device.PreparedModel;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.device.TimedRegion;
import dev.meterfarm.protocol.device.TimingTraits;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A simulated device whose every job takes the same time, and which knows how long it was busy. */
final class PacedDevice implements Device {
  private final DeviceId id;
  private final String target;
  private final Duration jobTime;
  private final CountDownLatch closed = new CountDownLatch(1);
  private long busyNanos;
  private long busySince;
  private boolean busy;
  private int jobs;

  PacedDevice(String id, String target, Duration jobTime) {
    this.id = new DeviceId(id);
    this.target = target;
    this.jobTime = jobTime;
  }

  @Override
  public DeviceId id() {
    return id;
  }

  @Override
  public List<TargetDescription> targets() {
    return List.of(
        new TargetDescription(
            target,
            "simulated",
            "paced-1",
            Map.of(),
            new TimingTraits(LabelStatistic.PERCENTILE_25, 1, TimedRegion.COMPUTE, true, false),
            true,
            "benchmark",
            Map.of()));
  }

  @Override
  public ModelFormat modelFormat() {
    return ModelFormat.GRAPH;
  }

  @Override
  public DeviceReport measure(PreparedJob job) throws InterruptedException {
    begin();
    try {
      if (closed.await(jobTime.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new DeviceException(ErrorCode.CANCELLED, "device " + id + " was closed");
      }
    } finally {
      end();
    }
    List<ModelOutcome> outcomes = job.models().stream().map(PacedDevice::outcome).toList();
    return new DeviceReport(jobTime, outcomes, List.of(), Map.of());
  }

  private static ModelOutcome outcome(PreparedModel model) {
    return model instanceof PreparedModel.Refused refused
        ? refused.outcome()
        : new ModelOutcome.Measured(
            model.hash(), 1_020, List.of(1_020.0), BareAgent.STATISTICS, List.of());
  }

  private synchronized void begin() {
    busy = true;
    busySince = System.nanoTime();
  }

  private synchronized void end() {
    busyNanos += System.nanoTime() - busySince;
    busy = false;
    jobs++;
  }

  /** How long it was busy up to now. */
  synchronized long busyNanos() {
    return busyNanos + (busy ? System.nanoTime() - busySince : 0);
  }

  /** How many jobs have ended. */
  synchronized int jobs() {
    return jobs;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
