package dev.meterfarm.protocol.device;

/** Identity of one physical or simulated unit, such as a phone's serial. */
public record DeviceId(String value) {
  public DeviceId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("a device id must not be blank");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
