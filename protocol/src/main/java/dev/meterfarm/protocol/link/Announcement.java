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
 * @param former sessions of earlier lives of this agent, of which nothing runs any more on devices
 *     that are idle: what they leased there need not be waited for
 */
public record Announcement(
    String version,
    List<TargetDescription> targets,
    List<AnnouncedDevice> devices,
    List<String> former) {
  public Announcement {
    Objects.requireNonNull(version, "version");
    targets = List.copyOf(targets);
    devices = List.copyOf(devices);
    former = former == null ? List.of() : List.copyOf(former); // older agents do not say
  }

  /** Of an agent that has no earlier lives, or has told of them. */
  public Announcement(
      String version, List<TargetDescription> targets, List<AnnouncedDevice> devices) {
    this(version, targets, devices, List.of());
  }
}
