package dev.meterfarm.agent.openvino;

import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.ModelFormat;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.device.ServedTargets;
import dev.meterfarm.agent.host.HostReadings;
import dev.meterfarm.agent.host.MeasuringCores;
import dev.meterfarm.agent.host.Taskset;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.graph.openvino.IrVersion;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.device.TimedRegion;
import dev.meterfarm.protocol.device.TimingTraits;
import dev.meterfarm.protocol.error.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A device that OpenVINO drives.
 *
 * <ol>
 *   <li>{@link #open} asks the tool what it can do and runs a small model on every target, which
 *       tells the version, the statistic and the resolution, and whether the device is there.
 *   <li>{@link #measure} runs a process of the tool for each visit to a model.
 *   <li>{@link #close} removes files; nothing else lives between jobs.
 * </ol>
 */
final class OpenVinoDevice implements Device {
  /** What a process of the tool costs beside its measuring, in round numbers. */
  private static final long VISIT_NANOS = 400_000_000;

  private final DeviceId id;
  private final PowerCycle powerCycle;
  private final ScratchFolder scratch;
  private final Path folder;
  private final OpenVinoReferences references;
  private final HostReadings host = new HostReadings();
  private final Map<String, Opened> byName = new TreeMap<>();

  /** A target with the tool that serves it and what it announces. */
  private record Opened(
      OpenVinoTarget target, OpenVinoTool tool, LabelStatistic statistic, TargetDescription text) {}

  private OpenVinoDevice(OpenVinoProfile profile, ScratchFolder scratch) {
    this.id = new DeviceId(profile.device());
    this.powerCycle = profile.powerCycle();
    this.scratch = scratch;
    this.folder = scratch.newFolder();
    this.references = new OpenVinoReferences(scratch.newFolder());
  }

  /**
   * Opens a device; takes a second or two.
   *
   * @param tool the benchmark_app to drive it with
   * @param targets those of the profile's targets that are wanted, at least one
   * @param failures takes why a target is not served, with the remedy, by its name
   * @throws DeviceException if none of them is: the first reason
   */
  static OpenVinoDevice open(
      OpenVinoProfile profile,
      Path tool,
      List<OpenVinoTarget> targets,
      ScratchFolder scratch,
      Map<String, DeviceException> failures) {
    OpenVinoDevice device = new OpenVinoDevice(profile, scratch);
    try {
      for (OpenVinoTarget target : targets) {
        try {
          device.byName.put(target.name(), device.tryOut(target, tool));
        } catch (DeviceException e) {
          failures.put(target.name(), e);
        }
      }
      if (device.byName.isEmpty()) {
        throw failures.get(targets.get(0).name());
      }
      return device;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeviceException(ErrorCode.CANCELLED, "stopped while " + device.id + " opened", e);
    }
  }

  private Opened tryOut(OpenVinoTarget target, Path path) throws InterruptedException {
    OpenVinoTool tool = OpenVinoTool.probe(command(target, path));
    if (!tool.capabilities().sees(target.device())) {
      ToolFailure absent =
          new ToolFailure(ErrorCode.DEVICE_LOST, "", "the tool lists no such device");
      throw unavailable(target, path, absent);
    }
    Path model = references.small(target, IrVersion.V10).file();
    OpenVinoTool.Outcome outcome = tool.measure(target, model, 20, folder, target.runDeadline());
    if (outcome instanceof OpenVinoTool.Outcome.Failed failed) {
      throw unavailable(target, path, failed.failure());
    }
    OpenVinoTool.Outcome.Ran ran = (OpenVinoTool.Outcome.Ran) outcome;
    return new Opened(
        target,
        tool.of(ran.console()),
        ran.latencies().labelStatistic(),
        describe(target, tool.of(ran.console()), ran.latencies()));
  }

  /** On a CPU, the tool runs where nothing else of ours does. */
  private static List<String> command(OpenVinoTarget target, Path tool) {
    String cpus = System.getenv("METERFARM_MEASURE_CPUS");
    boolean pin = target.device() == InferenceDevice.CPU && cpus != null && !cpus.isBlank();
    return pin && Taskset.isInstalled()
        ? List.of("taskset", "-c", cpus, tool.toString())
        : List.of(tool.toString());
  }

  private static DeviceException unavailable(
      OpenVinoTarget target, Path tool, ToolFailure failure) {
    String remedy = failure.remedy(target.device());
    return new DeviceException(
        failure.code(),
        "target '"
            + target.name()
            + "' is not available: "
            + tool
            + " on "
            + target.device()
            + " says '"
            + failure.message()
            + "'"
            + (failure.phase().isEmpty() ? "" : " at " + failure.phase())
            + (remedy.isEmpty() ? "" : "; " + remedy));
  }

  private TargetDescription describe(OpenVinoTarget target, OpenVinoTool tool, Latencies trial) {
    String version = tool.capabilities().version().map(OpenVinoVersion::toString).orElse("unknown");
    String runtime = "openvino-" + version;
    Map<String, String> settings = new TreeMap<>();
    settings.put("device", target.device().name());
    settings.put("precision", target.precision().name().toLowerCase(Locale.ROOT));
    settings.put("tool", tool.capabilities().isPython() ? "python" : "c++");
    Map<String, String> fingerprint = new TreeMap<>();
    if (target.device() == InferenceDevice.CPU) {
      settings.put("threads", Integer.toString(target.threads()));
      fingerprint.putAll(host.cpuIdentity());
    }
    fingerprint.putAll(settings);
    fingerprint.put("runtime", runtime);
    return new TargetDescription(
        target.name(),
        target.device() == InferenceDevice.CPU ? host.cpuModel() : target.device().description(),
        runtime + "+" + target.device().name().toLowerCase(Locale.ROOT),
        settings,
        new TimingTraits(
            trial.labelStatistic(),
            Math.max(1, Math.round(trial.resolutionNanos())),
            TimedRegion.COMPUTE_AND_TRANSFER,
            true,
            false,
            VISIT_NANOS),
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
    List<TargetDescription> all = new ArrayList<>();
    byName.values().forEach(opened -> all.add(opened.text()));
    return all;
  }

  @Override
  public ModelFormat modelFormat() {
    return ModelFormat.GRAPH;
  }

  @Override
  public DeviceReport measure(PreparedJob job) throws InterruptedException {
    Opened opened = ServedTargets.require(id, byName, job.spec().target());
    Path files = scratch.newFolder();
    MeasuringCores.Turn turn = turn(opened.target());
    try {
      Map<String, String> readings = new TreeMap<>(host.systemIdentity());
      host.load().ifPresent(load -> readings.put("load1", load));
      OpenVinoRun.Equipment equipment =
          new OpenVinoRun.Equipment(
              id.value(), opened.tool(), powerCycle, opened.statistic(), references);
      DeviceReport report = new OpenVinoRun(equipment, opened.target(), job, files).execute();
      readings.putAll(report.environment());
      return new DeviceReport(report.elapsed(), report.outcomes(), report.references(), readings);
    } finally {
      turn.close();
      ScratchFolder.delete(files);
    }
  }

  /** A CPU target waits until no other device measures on this machine's CPUs. */
  private static MeasuringCores.Turn turn(OpenVinoTarget target) throws InterruptedException {
    return target.device() == InferenceDevice.CPU
        ? MeasuringCores.ofThisProcess().take()
        : () -> {};
  }

  @Override
  public void close() {
    ScratchFolder.delete(folder);
  }
}
