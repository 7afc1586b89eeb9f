package dev.meterfarm.coordinator.store;

import dev.meterfarm.protocol.device.DeviceId;
import java.util.Set;

/**
 * What the farm thinks of a device that is to get a job.
 *
 * @param referenceRunsOnly it must prove itself before it measures anything else
 * @param others other devices that could run the job now; while there are any that have not failed
 *     it, a job does not go back to a device that has
 */
public record Eligibility(boolean referenceRunsOnly, Set<DeviceId> others) {
  /** A device that may have any job, and is alone. */
  public static final Eligibility ALONE = new Eligibility(false, Set.of());

  public Eligibility {
    others = Set.copyOf(others);
  }
}
