package dev.meterfarm.agent.driver;

import dev.meterfarm.agent.prepare.ScratchFolder;
import java.util.List;

/**
 * One way of driving devices. The drivers that there are stand in a list in {@code LocalAgent}.
 * Stateless: everything that lives is in the source that {@link #open} returns.
 *
 * @param <P> what this driver reads from a profile
 */
public interface Driver<P extends DriverProfile> {
  /** Its name in profiles, such as {@code simulated}. */
  String word();

  /** What its devices are a part of; most are parts of the machine. */
  default DeviceNames.Part part() {
    return DeviceNames.Part.MACHINE;
  }

  /**
   * Reads a profile. Whatever is wrong is noted as a problem of its node and replaced by something
   * harmless: the result is thrown away when the file has any problem. Keys that were not asked for
   * are noted by the caller.
   */
  P read(ProfileReading reading);

  /**
   * Finds and opens the devices of these profiles. Devices that are always there have been opened
   * and told to {@code listener} on return; for others, the search has begun and everything that is
   * plugged in right now has been told.
   *
   * @param profiles all profiles of this driver that declare a wanted target, at least one
   * @param wanted the targets that opened devices are to serve
   * @param scratch where devices keep files of their own; not closed with them
   * @param listener told of every device, during this call and later
   * @throws dev.meterfarm.protocol.error.FarmException if a device that is always there cannot be
   *     opened, or nothing can be searched; nothing stays open then
   */
  DeviceSource open(
      List<P> profiles, WantedTargets wanted, ScratchFolder scratch, DeviceListener listener);
}
