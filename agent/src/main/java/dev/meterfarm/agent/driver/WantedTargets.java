package dev.meterfarm.agent.driver;

import java.util.Optional;
import java.util.Set;

/** Which targets opened devices are to serve: some by name, or all that there are. */
public final class WantedTargets {
  private final Optional<Set<String>> names;

  private WantedTargets(Optional<Set<String>> names) {
    this.names = names;
  }

  /** Whatever profiles declare. */
  public static WantedTargets all() {
    return new WantedTargets(Optional.empty());
  }

  /** These and no others. */
  public static WantedTargets of(Set<String> names) {
    return new WantedTargets(Optional.of(Set.copyOf(names)));
  }

  /** True if nobody asked for a particular target, so that one may be missing. */
  public boolean isEverything() {
    return names.isEmpty();
  }

  /** True if a target of this name is wanted. */
  public boolean includes(String name) {
    return names.isEmpty() || names.get().contains(name);
  }
}
