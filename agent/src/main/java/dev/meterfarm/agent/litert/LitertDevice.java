package dev.meterfarm.agent.litert;

import dev.meterfarm.agent.child.ChildHandle;
import dev.meterfarm.agent.child.ChildReply;
import dev.meterfarm.agent.child.ChildRun;
import dev.meterfarm.agent.child.ModelFile;
import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.ModelFormat;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.host.CpuPlan;
import dev.meterfarm.agent.host.HostReadings;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.RunPlan;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What LiteRT can use of this machine. {@link #open} starts the Python child and has it run a model
 * on each accelerator that a target needs; crashes, deadlines and new children are as on the
 * embedded device.
 */
final class LitertDevice implements Device {
  /** Reference models take a software GPU long: seconds lie between visits to them. */
  private static final long SLOW_REFERENCE_PAUSE_NANOS = 3_000_000_000L;

  private final DeviceId id;
  private final Map<String, LitertTarget> byName = new TreeMap<>();
  private final HostReadings host = new HostReadings();
  private final CpuPlan cpus;
  private final ChildHandle child;
  private final List<TargetDescription> targets;

  private LitertDevice(
      DeviceId id,
      Collection<LitertTarget> targets,
      PythonEnvironment python,
      ScratchFolder scratch,
      CpuPlan cpus) {
    this.id = id;
    this.cpus = cpus;
    targets.forEach(target -> byName.put(target.name(), target));
    List<String> accelerators =
        targets.stream()
            .map(LitertTarget::accelerator)
            .distinct()
            .sorted()
            .map(Accelerator::word)
            .toList();
    this.child = new ChildHandle(scratch, new LitertLauncher(python, accelerators, cpus));
    boolean opened = false;
    try {
      ChildReply.Ready ready = child.require();
      this.targets = targets.stream().map(target -> describe(target, ready)).toList();
      opened = true;
    } finally {
      if (!opened) {
        child.close();
      }
    }
  }

  /**
   * Opens the device; takes a few seconds.
   *
   * @param scratch where the device keeps files of its own; not closed with it
   * @throws DeviceException with {@link ErrorCode#RUNTIME_MISSING} if the wheel, or a driver that
   *     one of the targets needs, is missing
   */
  static LitertDevice open(
      DeviceId id,
      Collection<LitertTarget> targets,
      PythonEnvironment python,
      ScratchFolder scratch,
      CpuPlan cpus) {
    return new LitertDevice(id, targets, python, scratch, cpus);
  }

  private TargetDescription describe(LitertTarget target, ChildReply.Ready ready) {
    boolean gpu = target.accelerator() == Accelerator.GPU;
    boolean software = gpu && Boolean.parseBoolean(ready.facts().get("softwareGpu"));
    Map<String, String> settings = new TreeMap<>();
    settings.put("accelerator", target.accelerator().word());
    settings.put("threads", Integer.toString(target.threads()));
    settings.put("pinned", Boolean.toString(ready.pinned()));
    settings.put("precision", target.accelerator() == Accelerator.NPU ? "vendor's" : "fp32");
    Map<String, String> fingerprint = new TreeMap<>(host.cpuIdentity());
    fingerprint.put("runtime", "litert-" + ready.runtimeVersion());
    fingerprint.put("accelerator", target.accelerator().word());
    fingerprint.put("threads", Integer.toString(target.threads()));
    String deviceClass = host.cpuModel();
    if (gpu) {
      String name = ready.facts().get("gpu");
      deviceClass = software ? "software GPU (" + name + " on " + deviceClass + ")" : name;
      settings.put("softwareGpu", Boolean.toString(software));
      settings.put("measuringCpus", ready.cpus());
      settings.put("clock", ready.facts().get("clock"));
      fingerprint.put("gpu", name);
      fingerprint.put("gpuDriver", ready.facts().get("gpuDriver"));
      fingerprint.put("softwareGpu", Boolean.toString(software));
      fingerprint.put("clock", ready.facts().get("clock"));
    }
    return new TargetDescription(
        target.name(),
        deviceClass,
        "litert-" + ready.runtimeVersion() + "+" + target.accelerator().word(),
        settings,
        target.accelerator().traits(software),
        false,
        target.profileHash(),
        fingerprint);
  }

  @Override
  public DeviceId id() {
    return id;
  }

  @Override
  public List<TargetDescription> targets() {
    return targets;
  }

  @Override
  public ModelFormat modelFormat() {
    return ModelFormat.TFLITE_FILE;
  }

  @Override
  public DeviceReport measure(PreparedJob job) throws InterruptedException {
    LitertTarget target = byName.get(job.spec().target());
    if (target == null) {
      throw new DeviceException(
          ErrorCode.TARGET_UNKNOWN,
          "device " + id + " serves " + byName.keySet() + ", not '" + job.spec().target() + "'");
    }
    return new ChildRun(id, job, child, host, cpus, files -> request(target, job.spec(), files))
        .execute();
  }

  private static LitertRequest request(LitertTarget target, JobSpec spec, List<ModelFile> files) {
    RunPlan plan = spec.plan();
    return new LitertRequest.Run(
        target.accelerator().word(),
        target.threads(),
        ChildRun.seed(spec.key()),
        plan.rounds(),
        plan.warmups(),
        plan.minRuns(),
        plan.maxRuns(),
        plan.minTime().toNanos(),
        target.accelerator() == Accelerator.CPU
            ? ChildRun.REFERENCE_PAUSE_NANOS
            : SLOW_REFERENCE_PAUSE_NANOS,
        files);
  }

  /** Process id of the child, for tests. */
  long childPid() {
    return child.pid();
  }

  /** Index of the model that is being measured among those left of the job; -1 for none. */
  int modelInProgress() {
    return child.at();
  }

  @Override
  public void close() {
    child.close();
  }
}
