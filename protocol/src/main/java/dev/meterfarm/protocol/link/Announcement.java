package dev.meterfarm.protocol.link;

import dev.meterfarm.protocol.device.TargetDescription;
import java.util.List;
import java.util.Objects;

/**
 * What an agent tells of itself when it begins, and whenever a device came or went.
 *
 * @param version of the agent
 * @param targets what its devices serve
 * @param devices all devices that it has now
 */
public record Announcement(
    String version, List<TargetDescription> targets, List<AnnouncedDevice> devices) {
  public Announcement {
    Objects.requireNonNull(version, "version");
    targets = List.copyOf(targets);
    devices = List.copyOf(devices);
  }
}
