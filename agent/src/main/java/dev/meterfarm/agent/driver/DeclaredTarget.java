package dev.meterfarm.agent.driver;

import java.util.Objects;

/**
 * A target as a profile declares it, whether or not a device for it is there.
 *
 * @param name name of the target, unique among all profiles
 * @param settings its settings in a few words, for people
 * @param simulated true where no real device is behind it
 * @param neverRunOn the hardware that Meterfarm's authors never ran it on, such as {@code a real
 *     phone}; empty if they did
 */
public record DeclaredTarget(String name, String settings, boolean simulated, String neverRunOn) {
  public DeclaredTarget {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(settings, "settings");
    Objects.requireNonNull(neverRunOn, "neverRunOn");
  }

  /** A target that was tried on what it is for. */
  public DeclaredTarget(String name, String settings, boolean simulated) {
    this(name, settings, simulated, "");
  }
}
