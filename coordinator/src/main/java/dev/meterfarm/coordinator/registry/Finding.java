package dev.meterfarm.coordinator.registry;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What failures have in common, so that a lost hub is one finding and not one for each phone.
 *
 * @param cause what they share
 * @param value which one, such as the name of the hub
 * @param devices which devices failed, by id
 * @param of how many devices share it, failed or not
 * @param codes how they failed
 * @param count how many failures
 * @param first when the first of them happened
 * @param last when the last of them happened
 */
public record Finding(
    Cause cause,
    String value,
    List<DeviceId> devices,
    int of,
    Set<ErrorCode> codes,
    int count,
    Instant first,
    Instant last) {
  /** What failures can share; of two that explain as much the first one is named. */
  public enum Cause {
    PORT,
    HUB,
    OS_BUILD,
    HOST,
    AGENT,
    /** Nothing is shared: one device. */
    DEVICE
  }

  public Finding {
    devices = List.copyOf(devices);
    codes = Set.copyOf(codes);
  }
}
