package dev.meterfarm.protocol.device;

import java.util.Objects;

/**
 * Where a device is plugged in and what runs on it, as far as can be told; empty texts otherwise.
 *
 * @param host the machine that it hangs on
 * @param hub which USB hub
 * @param port which port, its path included
 * @param osBuild the build of its operating system
 */
public record DevicePlace(String host, String hub, String port, String osBuild) {
  /** Nothing is known. */
  public static final DevicePlace UNKNOWN = new DevicePlace("", "", "", "");

  public DevicePlace {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(hub, "hub");
    Objects.requireNonNull(port, "port");
    Objects.requireNonNull(osBuild, "osBuild");
  }
}
