package dev.meterfarm.agent.embedded;

import dev.meterfarm.agent.child.ChildDevice;
import dev.meterfarm.agent.child.ChildLauncher;
import dev.meterfarm.agent.child.ChildReply;
import dev.meterfarm.agent.child.ChildRun;
import dev.meterfarm.agent.child.ChildRuntime;
import dev.meterfarm.agent.child.ModelFile;
import dev.meterfarm.agent.embedded.child.ChildRequest;
import dev.meterfarm.agent.host.CpuPlan;
import dev.meterfarm.agent.host.HostReadings;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.device.TimedRegion;
import dev.meterfarm.protocol.device.TimingTraits;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.RunPlan;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** This machine's CPU through the TFLite natives, in a child JVM. */
public final class EmbeddedRuntime implements ChildRuntime<EmbeddedTarget> {
  private final CpuPlan cpus;
  private final HostReadings host;

  private EmbeddedRuntime(CpuPlan cpus, HostReadings host) {
    this.cpus = cpus;
    this.host = host;
  }

  /**
   * Opens a device that serves these targets; takes a second or two.
   *
   * @param scratch where the device keeps files of its own; not closed with it
   * @throws dev.meterfarm.agent.device.DeviceException with {@link ErrorCode#RUNTIME_MISSING} if
   *     the natives do not load here
   */
  public static ChildDevice<EmbeddedTarget> open(
      DeviceId id, Collection<EmbeddedTarget> targets, ScratchFolder scratch) {
    return open(id, targets, scratch, CpuPlan.ofThisProcess(new HostReadings()));
  }

  static ChildDevice<EmbeddedTarget> open(
      DeviceId id, Collection<EmbeddedTarget> targets, ScratchFolder scratch, CpuPlan cpus) {
    return ChildDevice.open(
        id, new EmbeddedRuntime(cpus, new HostReadings()), targets, scratch, cpus);
  }

  @Override
  public ChildLauncher launcher() {
    return new EmbeddedLauncher(cpus);
  }

  @Override
  public String nameOf(EmbeddedTarget target) {
    return target.name();
  }

  @Override
  public TargetDescription describe(EmbeddedTarget target, ChildReply.Ready ready) {
    Map<String, String> settings =
        Map.of(
            "xnnpack", Boolean.toString(target.xnnpack()),
            "threads", Integer.toString(target.threads()),
            "precision", "fp32",
            "pinned", Boolean.toString(ready.pinned()));
    Map<String, String> fingerprint = new TreeMap<>(host.cpuIdentity());
    fingerprint.put("runtime", "tflite-" + ready.runtimeVersion());
    fingerprint.put("natives", ChildCommand.nativesHash());
    fingerprint.put("xnnpack", Boolean.toString(target.xnnpack()));
    fingerprint.put("threads", Integer.toString(target.threads()));
    return new TargetDescription(
        target.name(),
        host.cpuModel(),
        "tflite-" + ready.runtimeVersion() + (target.xnnpack() ? "+xnnpack" : "+builtin"),
        settings,
        new TimingTraits(LabelStatistic.PERCENTILE_25, 1, TimedRegion.COMPUTE, true, false),
        false,
        target.profileHash(),
        fingerprint);
  }

  @Override
  public ChildRequest request(EmbeddedTarget target, JobSpec spec, List<ModelFile> files) {
    RunPlan plan = spec.plan();
    return new ChildRequest.Run(
        target.xnnpack(),
        target.threads(),
        ChildRun.seed(spec.key()),
        plan.rounds(),
        plan.warmups(),
        plan.minRuns(),
        plan.maxRuns(),
        plan.minTime().toNanos(),
        plan.profile(),
        ChildRun.REFERENCE_PAUSE_NANOS,
        files);
  }
}
