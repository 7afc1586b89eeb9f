package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.store.Lane;
import dev.meterfarm.coordinator.store.PlannedJob;
import dev.meterfarm.protocol.device.DeviceId;

/**
 * Names of the lines in the queue: one for each campaign on a target, so that campaigns can take
 * turns, and one for each device that is to do something alone. Stateless.
 */
final class Lanes {
  private Lanes() {}

  static String name(PlannedJob job) {
    return job.onlyOn().map(Lanes::name).orElseGet(() -> name(job.lane()));
  }

  static String name(Lane lane) {
    return lane.target() + " for " + lane.campaign();
  }

  static String name(DeviceId device) {
    return "only " + device;
  }
}
