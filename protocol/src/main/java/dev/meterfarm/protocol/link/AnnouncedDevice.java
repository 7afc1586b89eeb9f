package dev.meterfarm.protocol.link;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.DevicePlace;
import java.util.Objects;
import java.util.Set;

/**
 * A device as its agent announces it.
 *
 * @param id which one; the unit that is fenced
 * @param targets names of the targets that it serves
 * @param place where it is
 * @param activity what it is doing
 */
public record AnnouncedDevice(
    DeviceId id, Set<String> targets, DevicePlace place, DeviceActivity activity) {
  public AnnouncedDevice {
    Objects.requireNonNull(id, "id");
    targets = Set.copyOf(targets);
    Objects.requireNonNull(place, "place");
    Objects.requireNonNull(activity, "activity");
  }
}
