package dev.meterfarm.coordinator.registry;

import dev.meterfarm.protocol.device.DeviceId;
import java.time.Instant;

/** Takes back the trust in what a device has measured. */
@FunctionalInterface
public interface Doubts {
  /**
   * Marks everything that the device measured since then as not to be trusted.
   *
   * @return how many measurements that were
   */
  int mark(DeviceId device, Instant since, String reason);
}
