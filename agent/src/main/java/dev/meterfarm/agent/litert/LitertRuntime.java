package dev.meterfarm.agent.litert;

import dev.meterfarm.agent.child.ChildDevice;
import dev.meterfarm.agent.child.ChildLauncher;
import dev.meterfarm.agent.child.ChildReply;
import dev.meterfarm.agent.child.ChildRun;
import dev.meterfarm.agent.child.ChildRuntime;
import dev.meterfarm.agent.child.ModelFile;
import dev.meterfarm.agent.device.DeviceException;
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
 * What LiteRT can use of this machine, in a Python child that first runs a model on each
 * accelerator that its targets need.
 */
final class LitertRuntime implements ChildRuntime<LitertTarget> {
  private final LitertLauncher launcher;
  private final HostReadings host = new HostReadings();

  private LitertRuntime(LitertLauncher launcher) {
    this.launcher = launcher;
  }

  /**
   * Opens a device that serves these targets; takes a few seconds.
   *
   * @param scratch where the device keeps files of its own; not closed with it
   * @throws dev.meterfarm.agent.device.DeviceException with {@link ErrorCode#RUNTIME_MISSING} if
   *     the wheel, or a driver that one of the targets needs, is missing
   */
  static ChildDevice<LitertTarget> open(
      DeviceId id,
      Collection<LitertTarget> targets,
      PythonEnvironment python,
      ScratchFolder scratch,
      CpuPlan cpus) {
    List<String> accelerators =
        targets.stream()
            .map(LitertTarget::accelerator)
            .distinct()
            .sorted()
            .map(Accelerator::word)
            .toList();
    LitertLauncher launcher = new LitertLauncher(python, accelerators, cpus);
    return ChildDevice.open(id, new LitertRuntime(launcher), targets, scratch, cpus);
  }

  @Override
  public ChildLauncher launcher() {
    return launcher;
  }

  @Override
  public String nameOf(LitertTarget target) {
    return target.name();
  }

  @Override
  public TargetDescription describe(LitertTarget target, ChildReply.Ready ready) {
    boolean gpu = target.accelerator() == Accelerator.GPU;
    boolean software = gpu && Boolean.parseBoolean(fact(ready, "softwareGpu"));
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
      String name = fact(ready, "gpu");
      deviceClass = software ? "software GPU (" + name + " on " + deviceClass + ")" : name;
      settings.put("softwareGpu", Boolean.toString(software));
      settings.put("measuringCpus", ready.cpus());
      settings.put("clock", fact(ready, "clock"));
      fingerprint.put("gpu", name);
      fingerprint.put("gpuDriver", fact(ready, "gpuDriver"));
      fingerprint.put("softwareGpu", Boolean.toString(software));
      fingerprint.put("clock", fact(ready, "clock"));
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

  private static String fact(ChildReply.Ready ready, String name) {
    String fact = ready.facts().get(name);
    if (fact == null) {
      throw new DeviceException(
          ErrorCode.RUNTIME_MISSING,
          "the process that runs models says nothing of its '"
              + name
              + "' (bin/agent doctor looks for the cause)");
    }
    return fact;
  }

  @Override
  public LitertRequest request(LitertTarget target, JobSpec spec, List<ModelFile> files) {
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
        ChildRun.REFERENCE_PAUSE_NANOS,
        files);
  }
}
