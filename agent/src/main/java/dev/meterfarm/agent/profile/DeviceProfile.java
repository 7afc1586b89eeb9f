package dev.meterfarm.agent.profile;

import java.util.List;
import java.util.Objects;

/**
 * One file of {@code device-profiles/}.
 *
 * @param device name of the device
 * @param driver how it is driven
 * @param targets what it serves, at least one
 * @param hash SHA-256 of the file
 */
public record DeviceProfile(
    String device, Driver driver, List<TargetProfile> targets, String hash) {
  /** The drivers that there are. */
  public enum Driver {
    EMBEDDED_TFLITE("embedded-tflite"),
    SIMULATED("simulated");

    private final String word;

    Driver(String word) {
      this.word = word;
    }

    /** Its name in profiles. */
    public String word() {
      return word;
    }
  }

  public DeviceProfile {
    Objects.requireNonNull(device, "device");
    Objects.requireNonNull(driver, "driver");
    Objects.requireNonNull(hash, "hash");
    targets = List.copyOf(targets);
  }
}
