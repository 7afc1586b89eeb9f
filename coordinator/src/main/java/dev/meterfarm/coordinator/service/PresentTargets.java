package dev.meterfarm.coordinator.service;

import dev.meterfarm.coordinator.campaign.TargetDevices;
import dev.meterfarm.coordinator.registry.DeviceRecord;
import dev.meterfarm.coordinator.registry.Registry;
import dev.meterfarm.protocol.device.TargetDescription;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What announced agents serve with devices that may be measured on. */
public final class PresentTargets implements TargetSupply {
  private final SharedTargets targets;
  private final Registry registry;

  public PresentTargets(SharedTargets targets, Registry registry) {
    this.targets = targets;
    this.registry = registry;
  }

  @Override
  public Optional<TargetDescription> find(String target) {
    return targets.find(target).filter(known -> !usable(target).isEmpty());
  }

  private List<DeviceRecord> usable(String target) {
    return registry.serving(target).stream()
        .filter(device -> device.connected() && device.usable())
        .toList();
  }

  @Override
  public String absence(String target) {
    List<DeviceRecord> out =
        registry.serving(target).stream().filter(DeviceRecord::connected).toList();
    if (out.isEmpty()) {
      return "no agent serves "
          + target
          + "; start one whose device profiles have it (bin/agent start), or cancel the campaign";
    }
    return "no device that serves "
        + target
        + " may be measured on: "
        + out.stream()
            .map(
                device ->
                    device.id()
                        + " is "
                        + device.state()
                        + (device.reason().isEmpty() ? "" : " (" + device.reason() + ")"))
            .collect(Collectors.joining(", "))
        + "; see 'coordinator devices', and 'coordinator release' for QUARANTINED ones";
  }

  /** The least over the devices: one that serves fewer of the targets can do more for each. */
  @Override
  public int sharing(String target, Collection<String> all) {
    return (int)
        usable(target).stream()
            .mapToLong(device -> all.stream().filter(device.targets()::contains).count())
            .min()
            .orElse(1);
  }

  @Override
  public TargetDevices devices(String target) {
    return new RegisteredDevices(registry, target, true);
  }
}
