package dev.meterfarm.coordinator.registry;

import dev.meterfarm.protocol.device.DeviceId;
import java.util.Set;

/**
 * A device as an agent announces it.
 *
 * @param device which one
 * @param where where it is plugged in
 * @param targets what it serves
 */
public record Sighting(DeviceId device, Whereabouts where, Set<String> targets) {
  public Sighting {
    targets = Set.copyOf(targets);
  }
}
