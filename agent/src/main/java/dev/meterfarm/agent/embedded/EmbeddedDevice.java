package dev.meterfarm.agent.embedded;

import dev.meterfarm.agent.child.ChildHandle;
import dev.meterfarm.agent.child.ChildReply;
import dev.meterfarm.agent.child.ChildRun;
import dev.meterfarm.agent.child.ModelFile;
import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.ModelFormat;
import dev.meterfarm.agent.device.PreparedJob;
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

/**
 * This machine's CPU through the TFLite natives.
 *
 * <ol>
 *   <li>{@link #open} starts the child JVM, which loads the natives and warms up.
 *   <li>{@link #measure} hands it a job. When the child dies, the model that it was at is blamed,
 *       and the others are run again without it; when it dies a second time, the job fails. After
 *       the plan's deadline the child is killed and the job fails. Either way a new child is
 *       started for the next run.
 *   <li>{@link #close} ends the child.
 * </ol>
 */
public final class EmbeddedDevice implements Device {
  private final DeviceId id;
  private final Map<String, EmbeddedTarget> byName = new TreeMap<>();
  private final HostReadings host = new HostReadings();
  private final CpuPlan cpus;
  private final ChildHandle child;
  private final List<TargetDescription> targets;

  private EmbeddedDevice(
      DeviceId id, Collection<EmbeddedTarget> targets, ScratchFolder scratch, CpuPlan cpus) {
    this.id = id;
    targets.forEach(target -> byName.put(target.name(), target));
    this.cpus = cpus;
    this.child = new ChildHandle(scratch, new EmbeddedLauncher(cpus));
    boolean opened = false;
    try {
      ChildReply.Ready ready = child.require();
      String natives = ChildCommand.nativesHash();
      this.targets = targets.stream().map(target -> describe(target, ready, natives)).toList();
      opened = true;
    } finally {
      if (!opened) {
        child.close();
      }
    }
  }

  /**
   * Opens the device; takes a second or two.
   *
   * @param scratch where the device keeps files of its own; not closed with it
   * @throws DeviceException with {@link ErrorCode#RUNTIME_MISSING} if the natives do not load here
   */
  public static EmbeddedDevice open(
      DeviceId id, Collection<EmbeddedTarget> targets, ScratchFolder scratch) {
    return open(id, targets, scratch, CpuPlan.ofThisProcess(new HostReadings()));
  }

  static EmbeddedDevice open(
      DeviceId id, Collection<EmbeddedTarget> targets, ScratchFolder scratch, CpuPlan cpus) {
    return new EmbeddedDevice(id, targets, scratch, cpus);
  }

  private TargetDescription describe(
      EmbeddedTarget target, ChildReply.Ready ready, String natives) {
    Map<String, String> settings =
        Map.of(
            "xnnpack", Boolean.toString(target.xnnpack()),
            "threads", Integer.toString(target.threads()),
            "precision", "fp32",
            "pinned", Boolean.toString(ready.pinned()));
    Map<String, String> fingerprint = new TreeMap<>(host.cpuIdentity());
    fingerprint.put("runtime", "tflite-" + ready.runtimeVersion());
    fingerprint.put("natives", natives);
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
    EmbeddedTarget target = byName.get(job.spec().target());
    if (target == null) {
      throw new DeviceException(
          ErrorCode.TARGET_UNKNOWN,
          "device " + id + " serves " + byName.keySet() + ", not '" + job.spec().target() + "'");
    }
    return new ChildRun(id, job, child, host, cpus, files -> request(target, job.spec(), files))
        .execute();
  }

  private static ChildRequest request(EmbeddedTarget target, JobSpec spec, List<ModelFile> files) {
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
