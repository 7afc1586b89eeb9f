package dev.meterfarm.agent.driver;

import dev.meterfarm.protocol.device.TargetDescription;
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
 * @param serving what it serves now
 * @param unavailable why wanted targets of its profile are not served, and what to do about it, by
 *     their names
 * @param tool the lab's tool that it runs, with its SHA-256; empty where there is none
 * @param suggestion a profile for it, and what the system needs to let us use it; empty if none
 */
public record DeviceSighting(
    String id,
    String driver,
    String what,
    String state,
    String reason,
    String profile,
    List<TargetDescription> serving,
    Map<String, String> unavailable,
    String tool,
    String suggestion) {
  /** The state of a device that takes jobs. */
  public static final String READY = "ready";

  public DeviceSighting {
    serving = List.copyOf(serving);
    unavailable = Map.copyOf(unavailable);
  }

  /** A sighting of what serves nothing, for the reason given. */
  public static DeviceSighting useless(
      String id, String driver, String what, String state, String reason, String profile) {
    return new DeviceSighting(
        id, driver, what, state, reason, profile, List.of(), Map.of(), "", "");
  }

  /** True if it takes jobs. */
  public boolean isReady() {
    return state.equals(READY);
  }

  /** Names of the targets that it serves now. */
  public List<String> targets() {
    return serving.stream().map(TargetDescription::name).toList();
  }
}
