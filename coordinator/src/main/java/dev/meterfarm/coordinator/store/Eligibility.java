package dev.meterfarm.coordinator.store;

import dev.meterfarm.protocol.device.DeviceId;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the farm thinks of a device that is to get a job.
 *
 * @param referenceRunsOnly it must prove itself before it measures anything else
 * @param others other devices that could run the job now; while there are any that have not failed
 *     it, a job does not go back to a device that has. Asked for within a transaction, so it must
 *     be quick, and only for a job that was tried before: it takes a look at every device
 */
public record Eligibility(boolean referenceRunsOnly, Supplier<Set<DeviceId>> others) {
  /** A device that may have any job, and is alone. */
  public static final Eligibility ALONE = new Eligibility(false, Set::of);
}
