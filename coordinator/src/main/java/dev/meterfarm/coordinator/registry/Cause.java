package dev.meterfarm.coordinator.registry;

import java.util.Objects;

/**
 * Who changed something in the registry, and by what.
 *
 * @param by a person, or {@link #FARM}
 * @param what in a few words
 */
public record Cause(String by, String what) {
  /** The farm itself did it. */
  public static final String FARM = "farm";

  public Cause {
    Objects.requireNonNull(by, "by");
    Objects.requireNonNull(what, "what");
  }

  static Cause farm(String what) {
    return new Cause(FARM, what);
  }

  /** Whether a person did it. */
  public boolean isOrder() {
    return !by.equals(FARM);
  }
}
