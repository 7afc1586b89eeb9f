package dev.meterfarm.coordinator.store;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.job.JobKind;
import java.util.Optional;

/**
 * A job in the ledger, as short as possible.
 *
 * @param lane its campaign and target
 * @param onlyOn the one device that it is meant for
 */
public record PlannedJob(
    JobId id, String key, Lane lane, JobKind kind, JobState state, Optional<DeviceId> onlyOn) {
  public String target() {
    return lane.target();
  }
}
