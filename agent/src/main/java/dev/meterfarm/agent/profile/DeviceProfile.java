package dev.meterfarm.agent.profile;

import dev.meterfarm.agent.driver.DeclaredTarget;
import java.util.List;
import java.util.Objects;

/**
 * What one file of {@code device-profiles/} declares, whatever its driver.
 *
 * @param device name of the device, or of the kind of device
 * @param driver word of the driver
 * @param targets what it serves, at least one
 * @param hash SHA-256 of the file
 */
public record DeviceProfile(
    String device, String driver, List<DeclaredTarget> targets, String hash) {
  public DeviceProfile {
    Objects.requireNonNull(device, "device");
    Objects.requireNonNull(driver, "driver");
    Objects.requireNonNull(hash, "hash");
    targets = List.copyOf(targets);
  }
}
