package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.protocol.device.DeviceId;
import java.util.List;
import java.util.Optional;

/** The devices of one target, as its campaign sees them. Used by the target's planning thread. */
public interface TargetDevices {
  /** Nothing is known of any device, and nothing is measured. */
  TargetDevices NONE =
      new TargetDevices() {
        @Override
        public List<DeviceId> usable() {
          return List.of();
        }

        @Override
        public void outlier(DeviceId device, String why) {
          throw new IllegalStateException("nothing is measured, but " + device + " " + why);
        }

        @Override
        public Optional<String> deadEnd() {
          return Optional.empty();
        }
      };

  /** Those that may be measured on now, by id. */
  List<DeviceId> usable();

  /** The device is not like the others. */
  void outlier(DeviceId device, String why);

  /**
   * Why waiting for the target is in vain, since nobody can help while the campaign runs; empty
   * where somebody may.
   */
  Optional<String> deadEnd();
}
