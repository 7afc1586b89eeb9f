package dev.meterfarm.agent.driver;

import java.util.List;
import java.util.Map;

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
 * @param unavailable why wanted targets of its profile are not served, and what to do about it, by
 *     their names
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
    Map<String, String> unavailable,
    String suggestion) {
  /** The state of a device that takes jobs. */
  public static final String READY = "ready";

  public DeviceSighting {
    targets = List.copyOf(targets);
    unavailable = Map.copyOf(unavailable);
  }

  /** A sighting that serves all wanted targets, or none for the reason given. */
  public DeviceSighting(
      String id,
      String driver,
      String what,
      String state,
      String reason,
      String profile,
      List<String> targets,
      String suggestion) {
    this(id, driver, what, state, reason, profile, targets, Map.of(), suggestion);
  }

  /** True if it takes jobs. */
  public boolean isReady() {
    return state.equals(READY);
  }
}
