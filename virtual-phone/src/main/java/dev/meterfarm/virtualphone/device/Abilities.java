package dev.meterfarm.virtualphone.device;

/**
 * What differs between Android versions, as far as the lab's tools see it.
 *
 * @param shellV2 separate streams and exit status
 * @param syncV2 the second form of stat, list, send and receive
 * @param thermalService {@code dumpsys thermalservice}, since Android 10
 * @param cpuCapacity {@code cpu_capacity} in sysfs
 * @param sha256sum the command, since Android 8
 * @param adbVersion of the protocol
 * @param maxData the largest message of the protocol
 */
public record Abilities(
    boolean shellV2,
    boolean syncV2,
    boolean thermalService,
    boolean cpuCapacity,
    boolean sha256sum,
    int adbVersion,
    int maxData) {
  /** Of phones since Android 12. */
  static Abilities current() {
    return new Abilities(true, true, true, true, true, 0x01000001, 1 << 20);
  }

  /** Of Android 6. */
  static Abilities old() {
    return new Abilities(false, false, false, false, false, 0x01000000, 4096);
  }

  /** The same with or without the second shell protocol. */
  Abilities withShellV2(boolean other) {
    return new Abilities(
        other, syncV2, thermalService, cpuCapacity, sha256sum, adbVersion, maxData);
  }
}
