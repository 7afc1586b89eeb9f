package dev.meterfarm.agent.benchmarkmodel;

import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.device.ServedTargets;
import dev.meterfarm.agent.guard.CpuTopology;
import dev.meterfarm.agent.guard.DeviceReadings;
import dev.meterfarm.agent.guard.FitnessGate;
import dev.meterfarm.agent.guard.HealthRules;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The targets that one device serves with one build of the tool, each behind a gate of its own that
 * lets jobs pass while the device is fit. {@link #measure} is for the device's thread, the rest for
 * any.
 */
public final class ToolTargets {
  /** The device, as its targets need it. */
  public interface Host {
    /** Which one. */
    DeviceId id();

    /** What it is called in messages, such as {@code phone 1234}. */
    String name();

    /**
     * Its readings now.
     *
     * @param mask the CPUs that are to measure, of which it tells whether programs may run there
     */
    DeviceReadings readings(OptionalLong mask) throws InterruptedException;

    /** One run of the tool on a reference model, with these flags besides the model's own. */
    ToolRun runReference(int reference, OptionalLong mask, List<String> flags)
        throws InterruptedException;

    /** Whether it becomes faster again when it is left alone. */
    boolean recovers();

    /**
     * Lets time pass.
     *
     * @throws DeviceException if the device went meanwhile
     */
    void rest(Duration time) throws InterruptedException;

    /** Runs a job, on a device that is fit. */
    DeviceReport run(ToolTarget target, OptionalLong mask, PreparedJob job)
        throws InterruptedException;

    /** What is recorded of it with every job. */
    Map<String, String> facts();
  }

  private final Host host;
  private final ToolBuild build;
  private final CpuTopology topology;
  private final HealthRules rules;
  private final List<String> references;
  private final Map<String, ToolTarget> byName = new TreeMap<>();
  private final Map<String, FitnessGate> gates = new TreeMap<>();

  /**
   * Targets of a device that is thought to be fit.
   *
   * @param references names of the reference models
   */
  public ToolTargets(
      Host host,
      ToolBuild build,
      CpuTopology topology,
      HealthRules rules,
      List<String> references,
      List<ToolTarget> targets) {
    this.host = host;
    this.build = build;
    this.topology = topology;
    this.rules = rules;
    this.references = List.copyOf(references);
    for (ToolTarget target : targets) {
      byName.put(target.name(), target);
      gates.put(target.name(), new FitnessGate(new Patient(target), rules, ToolBuild.STEP_NANOS));
    }
  }

  /** The device's health as one target sees it: how fast it is shows differently on each. */
  private final class Patient implements FitnessGate.Patient {
    private final ToolTarget target;
    private final OptionalLong mask;

    Patient(ToolTarget target) {
      this.target = target;
      this.mask = target.mask(topology);
    }

    @Override
    public String name() {
      return host.name();
    }

    @Override
    public DeviceReadings readings() throws InterruptedException {
      return host.readings(mask);
    }

    @Override
    public List<String> objections(DeviceReadings readings) {
      List<String> objections = new ArrayList<>(rules.objections(readings, mask));
      if (mask.isPresent()) {
        String wanted = Long.toHexString(mask.getAsLong());
        String allowed = readings.allowed().orElse("nothing it tells");
        if (!wanted.equals(allowed)) {
          objections.add("programs may not run on CPUs " + wanted + ", but on: " + allowed);
        }
      }
      return objections;
    }

    @Override
    public List<ReferenceReading> probe() throws InterruptedException {
      return host.recovers()
          ? ReferenceProbe.run(
              target,
              build,
              references,
              visit -> host.runReference(visit.model(), mask, visit.flags()))
          : List.of();
    }

    @Override
    public void rest(Duration time) throws InterruptedException {
      host.rest(time);
    }
  }

  /** All of them, by name. */
  public List<ToolTarget> all() {
    return List.copyOf(byName.values());
  }

  /**
   * What speaks against measuring on any CPU that one of the targets has.
   *
   * @param readings as the device told them
   */
  public List<String> objections(DeviceReadings readings) {
    long all = 0;
    boolean anywhere = false;
    for (ToolTarget target : byName.values()) {
      OptionalLong mask = target.mask(topology);
      anywhere |= mask.isEmpty();
      all |= mask.orElse(0);
    }
    return rules.objections(readings, anywhere ? OptionalLong.empty() : OptionalLong.of(all));
  }

  /**
   * Waits until the device is fit, and runs a job.
   *
   * @throws DeviceException as {@link dev.meterfarm.agent.device.Device#measure} does
   */
  public DeviceReport measure(PreparedJob job) throws InterruptedException {
    ToolTarget target = ServedTargets.require(host.id(), byName, job.spec().target());
    FitnessGate gate = gates.get(target.name());
    OptionalLong mask = target.mask(topology);
    DeviceReadings before = gate.await();
    Duration rested = gate.rested();
    DeviceReport report = host.run(target, mask, job);
    Optional<String> throttled = gate.after(report.references());
    Map<String, String> environment = new TreeMap<>(report.environment());
    environment.putAll(before.asMap());
    environment.putAll(rules.asMap());
    environment.putAll(target.settings().asMap());
    environment.putAll(host.facts());
    environment.put("affinity", mask.isPresent() ? Long.toHexString(mask.getAsLong()) : "any");
    environment.put("toolSha256", build.sha256());
    environment.put("restedMillis", Long.toString(rested.toMillis()));
    environment.put("throttled", Boolean.toString(throttled.isPresent()));
    throttled.ifPresent(what -> environment.put("throttledBecause", what));
    return new DeviceReport(report.elapsed(), report.outcomes(), report.references(), environment);
  }
}
