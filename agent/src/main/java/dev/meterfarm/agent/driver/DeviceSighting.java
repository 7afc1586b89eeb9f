package dev.meterfarm.agent.driver;

import java.util.List;

/**
 * Something that a driver sees, whether or not it can be used.
 *
 * @param id the name by which the driver knows it
 * @param driver word of the driver
 * @param what it is, such as a phone's model; empty if not known
 * @param state {@code ready}, or what it is instead
 * @param reason what is wrong and what to do about it; empty for a ready one
 * @param profile the profile that is for it, and why; empty for none
 * @param targets what it serves now
 * @param suggestion a profile for it, and what the system needs to let us use it; empty if none
 */
public record DeviceSighting(
    String id,
    String driver,
    String what,
    String state,
    String reason,
    String profile,
    List<String> targets,
    String suggestion) {
  public DeviceSighting {
    targets = List.copyOf(targets);
  }
}
