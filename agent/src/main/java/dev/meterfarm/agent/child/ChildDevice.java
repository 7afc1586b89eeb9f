package dev.meterfarm.agent.child;

import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.ModelFormat;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.device.ServedTargets;
import dev.meterfarm.agent.host.CpuPlan;
import dev.meterfarm.agent.host.HostReadings;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.ErrorCode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * This machine, through a runtime in a child process.
 *
 * <ol>
 *   <li>{@link #open} starts the child, which loads the runtime and warms up.
 *   <li>{@link #measure} hands it a job. When the child dies, the model that it was at is blamed,
 *       and the others are run again without it; when it dies a second time, the job fails. After
 *       the plan's deadline the child is killed and the job fails. Either way a new child is
 *       started for the next run.
 *   <li>{@link #close} ends the child.
 * </ol>
 *
 * @param <T> the settings of a target
 */
public final class ChildDevice<T> implements Device {
  private final DeviceId id;
  private final ChildRuntime<T> runtime;
  private final CpuPlan cpus;
  private final HostReadings host = new HostReadings();
  private final Map<String, T> byName = new TreeMap<>();
  private final ChildHandle child;
  private final List<TargetDescription> targets;

  private ChildDevice(
      DeviceId id,
      ChildRuntime<T> runtime,
      Collection<T> served,
      ScratchFolder scratch,
      CpuPlan cpus) {
    this.id = id;
    this.runtime = runtime;
    this.cpus = cpus;
    served.forEach(target -> byName.put(runtime.nameOf(target), target));
    this.child = new ChildHandle(scratch, runtime.launcher());
    boolean opened = false;
    try {
      ChildReply.Ready ready = child.require();
      this.targets = served.stream().map(target -> runtime.describe(target, ready)).toList();
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
   * @param cpus where the child measures
   * @throws DeviceException with {@link ErrorCode#RUNTIME_MISSING} and the remedy if the runtime,
   *     or a driver that one of the targets needs, is missing
   */
  public static <T> ChildDevice<T> open(
      DeviceId id,
      ChildRuntime<T> runtime,
      Collection<T> targets,
      ScratchFolder scratch,
      CpuPlan cpus) {
    return new ChildDevice<>(id, runtime, targets, scratch, cpus);
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
    T target = ServedTargets.require(id, byName, job.spec().target());
    return new ChildRun(
            id, job, child, host, cpus, files -> runtime.request(target, job.spec(), files))
        .execute();
  }

  /** Process id of the child. */
  public long childPid() {
    return child.pid();
  }

  /** Index of the model that is being measured among those left of the job; -1 for none. */
  public int modelInProgress() {
    return child.at();
  }

  @Override
  public void close() {
    child.close();
  }
}
