package dev.meterfarm.agent.driver;

import dev.meterfarm.protocol.wire.ConfigNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One profile in front of the driver that reads it. {@code device}, {@code driver} and {@code
 * targets} have been read already.
 *
 * @param device name of the device, as it is announced, or of the kind of device
 * @param hash SHA-256 of the file
 * @param root the file, for the keys that only this driver knows
 * @param targets the settings of each target by its name, in the order of the file
 */
public record ProfileReading(
    String device, String hash, ConfigNode root, Map<String, ConfigNode> targets) {
  public ProfileReading {
    targets = Collections.unmodifiableMap(new LinkedHashMap<>(targets));
  }
}
