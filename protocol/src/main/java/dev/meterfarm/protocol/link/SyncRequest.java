package dev.meterfarm.protocol.link;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.lease.HeldLease;
import java.util.Map;
import java.util.Set;

/**
 * What an agent holds.
 *
 * @param held all its leases
 * @param devices what each of its devices is doing
 */
public record SyncRequest(Set<HeldLease> held, Map<DeviceId, DeviceActivity> devices) {
  public SyncRequest {
    held = Set.copyOf(held);
    devices = Map.copyOf(devices);
  }
}
