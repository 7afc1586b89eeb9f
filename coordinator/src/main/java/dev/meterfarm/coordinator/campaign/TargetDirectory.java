package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.protocol.device.TargetDescription;
import java.util.function.LongSupplier;

/** The targets of a campaign as a farm serves them. Used by several threads. */
public interface TargetDirectory {
  /**
   * What the target is; waits until somebody serves it.
   *
   * @throws dev.meterfarm.protocol.error.FarmException if nobody will
   */
  TargetDescription await(String target) throws InterruptedException;

  /**
   * How many of the campaign's targets take turns on the devices of this one, itself included; at
   * least 1.
   */
  int sharing(String target);

  /**
   * A clock in nanoseconds for the budget of the target: it never goes back, and stands still while
   * nobody serves the target.
   */
  LongSupplier clock(String target);

  /** Its devices. */
  TargetDevices devices(String target);
}
