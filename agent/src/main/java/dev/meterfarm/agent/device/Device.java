package dev.meterfarm.agent.device;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.DevicePlace;
import dev.meterfarm.protocol.device.TargetDescription;
import java.util.List;

/**
 * One physical or simulated unit. It may serve several targets (the same CPU with and without a
 * delegate), but it measures one job at a time: {@link #measure} is called by one thread, the
 * others may be called by any.
 *
 * <p>Life of a device: opened by its driver; {@link #targets()} is announced; {@link #measure} is
 * called any number of times, also after it threw; {@link #close()} ends it.
 */
public interface Device extends AutoCloseable {
  /** Which unit this is; stable over restarts. */
  DeviceId id();

  /** What this unit serves. */
  List<TargetDescription> targets();

  /** Where this unit is plugged in and what runs on it. */
  default DevicePlace place() {
    return DevicePlace.UNKNOWN;
  }

  /** The form in which this device wants the models of its jobs. */
  ModelFormat modelFormat();

  /**
   * Runs a job as its plan says. A model that cannot be measured becomes an outcome of its own, and
   * its neighbours are measured nevertheless.
   *
   * @param job what to run; its models are in {@link #modelFormat()} or refused
   * @return one outcome for each model of the job, in the job's order
   * @throws DeviceException if the job as a whole yielded nothing
   * @throws InterruptedException if the calling thread was interrupted; the run was then stopped
   */
  DeviceReport measure(PreparedJob job) throws DeviceException, InterruptedException;

  /** Frees everything; a run in progress is stopped. */
  @Override
  void close();
}
