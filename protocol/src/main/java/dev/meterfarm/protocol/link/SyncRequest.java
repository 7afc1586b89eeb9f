package dev.meterfarm.protocol.link;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.lease.HeldLease;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an agent holds.
 *
 * @param held all its leases
 * @param devices what each of its devices is doing
 * @param clock what time it is there, for people who look; nothing is decided by it
 */
public record SyncRequest(
    Set<HeldLease> held, Map<DeviceId, DeviceActivity> devices, Optional<Instant> clock) {
  public SyncRequest {
    held = Set.copyOf(held);
    devices = Map.copyOf(devices);
    clock = clock == null ? Optional.empty() : clock; // older agents do not say
  }

  /** Of an agent that does not tell the time. */
  public SyncRequest(Set<HeldLease> held, Map<DeviceId, DeviceActivity> devices) {
    this(held, devices, Optional.empty());
  }
}
