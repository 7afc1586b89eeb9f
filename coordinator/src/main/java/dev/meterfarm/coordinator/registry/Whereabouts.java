package dev.meterfarm.coordinator.registry;

import java.util.Objects;

/**
 * Where a device is plugged in and what runs on it, as far as its agent can tell; empty texts
 * otherwise. Failures are grouped by these, so that a lost hub is one finding.
 *
 * @param host the machine that it hangs on
 * @param hub which USB hub
 * @param port which port, its path included
 * @param osBuild the build of its operating system
 */
public record Whereabouts(String host, String hub, String port, String osBuild) {
  /** Nothing is known. */
  public static final Whereabouts UNKNOWN = new Whereabouts("", "", "", "");

  public Whereabouts {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(hub, "hub");
    Objects.requireNonNull(port, "port");
    Objects.requireNonNull(osBuild, "osBuild");
  }
}
