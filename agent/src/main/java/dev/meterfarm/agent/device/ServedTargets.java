package dev.meterfarm.agent.device;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import java.util.Map;
import java.util.TreeSet;

/** Finds the target of a job among those that a device serves. */
public final class ServedTargets {
  private ServedTargets() {}

  /**
   * What a device knows of a target.
   *
   * @param served everything that it serves, by name
   * @throws DeviceException with {@link ErrorCode#TARGET_UNKNOWN} if the target is not among that
   */
  public static <T> T require(DeviceId device, Map<String, T> served, String target) {
    T found = served.get(target);
    if (found == null) {
      throw new DeviceException(
          ErrorCode.TARGET_UNKNOWN,
          "device "
              + device
              + " serves "
              + new TreeSet<>(served.keySet())
              + ", not '"
              + target
              + "'");
    }
    return found;
  }
}
