package dev.meterfarm.agent.driver;

import java.util.Objects;

/**
 * A target as a profile declares it, whether or not a device for it is there.
 *
 * @param name name of the target, unique among all profiles
 * @param settings its settings in a few words, for people
 * @param simulated true where no real device is behind it
 */
public record DeclaredTarget(String name, String settings, boolean simulated) {
  public DeclaredTarget {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(settings, "settings");
  }
}
