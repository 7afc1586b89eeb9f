package dev.meterfarm.coordinator.service;

import dev.meterfarm.coordinator.campaign.TargetDevices;
import dev.meterfarm.coordinator.registry.DeviceRecord;
import dev.meterfarm.coordinator.registry.DeviceState;
import dev.meterfarm.coordinator.registry.Registry;
import dev.meterfarm.protocol.device.DeviceId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The devices of a target that the registry knows.
 *
 * @param attended whether people give orders meanwhile, as they do to a coordinator that serves
 */
public record RegisteredDevices(Registry registry, String target, boolean attended)
    implements TargetDevices {
  @Override
  public List<DeviceId> usable() {
    return registry.serving(target).stream()
        .filter(DeviceRecord::usable)
        .map(DeviceRecord::id)
        .toList();
  }

  @Override
  public void outlier(DeviceId device, String why) {
    registry.outlier(device, why);
  }

  @Override
  public Optional<String> deadEnd() {
    List<DeviceRecord> serving = registry.serving(target);
    if (attended || serving.isEmpty() || !serving.stream().allMatch(RegisteredDevices::isOut)) {
      return Optional.empty();
    }
    return Optional.of(
        "no device of target "
            + target
            + " may be measured on: "
            + serving.stream()
                .map(device -> device.id() + " is " + device.state() + ": " + device.reason())
                .collect(Collectors.joining("; "))
            + "; repair one of them, then start again with --resume, which tries them once more:"
            + " what was measured is kept");
  }

  private static boolean isOut(DeviceRecord device) {
    return device.state() == DeviceState.QUARANTINED || device.state() == DeviceState.RETIRED;
  }
}
