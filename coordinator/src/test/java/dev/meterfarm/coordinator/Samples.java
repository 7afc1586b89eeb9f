package dev.meterfarm.coordinator;

import dev.meterfarm.coordinator.store.Holder;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobKind;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.job.RunPlan;
import dev.meterfarm.protocol.lease.HeldLease;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.AgentSession;
import dev.meterfarm.protocol.link.LeaseRequest;
import dev.meterfarm.protocol.measurement.ExecutedOp;
import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import dev.meterfarm.protocol.measurement.SampleStatistics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/** Jobs and results with something in every field. */
public final class Samples {
  public static final String CAMPAIGN = "campaign-1";
  public static final String TARGET = "host-cpu";
  public static final AgentSession AGENT = new AgentSession("agent-1", "first-life");
  public static final DeviceId DEVICE = new DeviceId("device-7");
  public static final Instant START = Instant.parse("2026-11-20T08:00:00Z");
  public static final Duration DEADLINE = Duration.ofMinutes(5);

  private static final RunPlan PLAN =
      new RunPlan(5, 2, 10, 1_000, Duration.ofMillis(20), true, DEADLINE);

  private Samples() {}

  public static JobSpec job(String key) {
    return job(key, TARGET);
  }

  public static JobSpec job(String key, String target) {
    return new JobSpec(
        CAMPAIGN,
        key,
        target,
        JobKind.KERNEL_SAMPLES,
        1,
        List.of(model(key + "#0"), model(key + "#1")),
        PLAN);
  }

  public static ModelRecipe model(String hash) {
    return new ModelRecipe(ModelRecipe.Form.GRAPH, "model " + hash, "{\"ops\":[]}", hash);
  }

  /** Jobs {@code prefix000}, {@code prefix001}, ... */
  public static List<JobSpec> jobs(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> job(prefix + padded(i))).toList();
  }

  private static String padded(int number) {
    return String.valueOf(1_000_000 + number).substring(1);
  }

  /** An agent with one device of its own that serves {@link #TARGET}. */
  public static Holder holder(String agent) {
    return holder(agent, new DeviceId("device-of-" + agent));
  }

  public static Holder holder(String agent, DeviceId device) {
    return Holder.of(session(agent), device, Set.of(TARGET));
  }

  public static AgentSession session(String agent) {
    return new AgentSession(agent, AGENT.session());
  }

  public static HeldLease held(Lease lease) {
    return new HeldLease(lease.job(), lease.epoch());
  }

  /** One model that ran and one that did not. */
  /** A new request for work on one device. */
  public static LeaseRequest request(DeviceId device, Duration wait) {
    return request(Map.of(device, Set.of(TARGET)), wait);
  }

  /** A new request for work. */
  public static LeaseRequest request(Map<DeviceId, Set<String>> idle, Duration wait) {
    return new LeaseRequest(UUID.randomUUID().toString(), idle, wait);
  }

  public static JobResult result(Lease lease) {
    return result(lease, 1234.5);
  }

  public static JobResult result(Lease lease, double labelNanos) {
    List<ModelRecipe> models = lease.spec().models();
    return new JobResult(
        lease.job(),
        lease.epoch(),
        lease.attempt(),
        lease.device(),
        START.plusMillis(250),
        Duration.ofNanos(123_456_789_012L),
        List.of(
            new ModelOutcome.Measured(
                models.get(0).hash(),
                labelNanos,
                List.of(labelNanos, 1300.25, 0.1 + 0.2),
                new SampleStatistics(30, labelNanos, 1240, 1250, 1260, 1500, 1270.125, Double.NaN),
                List.of(new ExecutedOp("Conv2D:0", 900), new ExecutedOp("Relu \"x\"", 0))),
            new ModelOutcome.Failed(
                models.get(1).hash(), ErrorCode.RUN_CRASHED, "child ended with signal 11")),
        List.of(
            new ReferenceReading("compute", 1e6 / 3, 10),
            new ReferenceReading("memory", 2e6, 20),
            new ReferenceReading("compute", 1e6 / 3 + 1, 900)),
        Map.of("cpu.mhz", "2400", "load", "0.25"));
  }
}
