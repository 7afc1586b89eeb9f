package dev.meterfarm.coordinator.store;

import dev.meterfarm.protocol.device.DeviceId;
import java.util.List;
import java.util.Set;

/** What keeps jobs moving when agents vanish or hints get lost. */
public interface LeaseSweep {
  /**
   * Ends the leases that are over: as RUN_TIMED_OUT where the job's own deadline has passed, as
   * LINK_FAILED otherwise. A late result is still welcome until the job is granted again.
   */
  List<JobFailure> expire(RetryRule rule);

  /**
   * Ends every lease, without counting the attempts. Only for a start at which no agent can be left
   * from before, because it lived in the same process.
   *
   * @return how many
   */
  int reclaimAll();

  /**
   * Makes those jobs ready whose back-off is over, or PENDING where their campaign rests, and
   * returns them.
   */
  List<PlannedJob> wake();

  /**
   * Makes jobs READY whose campaign goes on, and PENDING whose campaign rests: a few of each lane,
   * in a transaction each, so that others can write in between. A change of a campaign's state
   * takes a few with it, too.
   *
   * @return how many; none if all jobs are as they should be
   */
  int follow();

  /** Ready jobs of a lane for any device, the first planned first; none if it is not running. */
  default List<PlannedJob> ready(Lane lane, int limit) {
    return ready(lane, 0, limit);
  }

  /** The same without the first {@code skipped} of them. */
  List<PlannedJob> ready(Lane lane, int skipped, int limit);

  /** Ready jobs of running campaigns that are meant for these devices alone. */
  List<PlannedJob> readyOn(Set<DeviceId> devices, int limit);

  /** Running campaigns with their targets; whether anything is ready there is not looked up. */
  List<Lane> lanes();

  /** Lanes in which something is ready, if perhaps only for single devices. */
  List<Lane> readyLanes();

  /** Devices for which alone something is ready. */
  Set<DeviceId> readyDevices();
}
