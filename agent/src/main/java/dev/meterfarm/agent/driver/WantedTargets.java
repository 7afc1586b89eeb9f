package dev.meterfarm.agent.driver;

import java.util.Optional;
import java.util.Set;

/** Which targets opened devices are to serve: some by name, or all that there are. */
public final class WantedTargets {
  private final Optional<Set<String>> names;
  private final boolean optional;

  private WantedTargets(Optional<Set<String>> names, boolean optional) {
    this.names = names;
    this.optional = optional;
  }

  /** Whatever profiles declare. */
  public static WantedTargets all() {
    return new WantedTargets(Optional.empty(), true);
  }

  /** These and no others. */
  public static WantedTargets of(Set<String> names) {
    return new WantedTargets(Optional.of(Set.copyOf(names)), false);
  }

  /** Those of these that this machine can serve. */
  public static WantedTargets anyOf(Set<String> names) {
    return new WantedTargets(Optional.of(Set.copyOf(names)), true);
  }

  /** True if nobody asked for a particular target. */
  public boolean isEverything() {
    return names.isEmpty();
  }

  /** True if each of them may be missing. */
  public boolean areOptional() {
    return optional;
  }

  /** True if a target of this name is wanted. */
  public boolean includes(String name) {
    return names.isEmpty() || names.get().contains(name);
  }
}
