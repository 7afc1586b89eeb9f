package dev.meterfarm.agent.driver;

import dev.meterfarm.agent.device.Device;
import dev.meterfarm.protocol.device.DeviceId;

/**
 * Is told which devices come and go. May be called by any thread, never blocks for long. {@link
 * #gone} comes before the device is closed, and before the same unit appears again.
 */
public interface DeviceListener {
  /** A device is open and may be given jobs. */
  void appeared(Device device);

  /**
   * A device must not be given jobs any more; the one that it runs fails by itself.
   *
   * @param reason what happened, such as "unplugged"
   */
  void gone(DeviceId id, String reason);
}
