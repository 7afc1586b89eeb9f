package dev.meterfarm.virtualphone;

import dev.meterfarm.virtualphone.device.PhoneModel;
import dev.meterfarm.virtualphone.tool.ToolVersion;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What a phone is started with.
 *
 * @param model its kind
 * @param serial its own serial number, {@code ro.serialno}; adb knows it by its port
 * @param port on loopback; 0 for any that is free
 * @param root folder of the host for its files, made where it is missing and left when it ends
 * @param toolVersion whose output its benchmark tool prints
 */
public record PhoneSettings(
    PhoneModel model, String serial, int port, Path root, ToolVersion toolVersion) {
  public PhoneSettings {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(root, "root");
    Objects.requireNonNull(toolVersion, "toolVersion");
    if (!serial.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException("no serial number: '" + serial + "'");
    }
  }

  /** A phone on any port with the tool's current output. */
  public static PhoneSettings of(PhoneModel model, String serial, Path root) {
    return new PhoneSettings(model, serial, 0, root, ToolVersion.CURRENT);
  }

  public PhoneSettings onPort(int other) {
    return new PhoneSettings(model, serial, other, root, toolVersion);
  }

  public PhoneSettings withTool(ToolVersion other) {
    return new PhoneSettings(model, serial, port, root, other);
  }
}
