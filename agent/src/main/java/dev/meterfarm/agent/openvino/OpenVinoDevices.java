package dev.meterfarm.agent.openvino;

import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.driver.DeviceSighting;
import dev.meterfarm.agent.driver.DeviceSource;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/**
 * The devices of all profiles, opened at the start. One that is not here does not keep the others
 * from being served: an NPU that this machine lacks says nothing about its CPU. Immutable once all
 * are added.
 */
final class OpenVinoDevices implements DeviceSource {
  private final List<Device> devices = new ArrayList<>();
  private final List<DeviceSighting> sightings = new ArrayList<>();
  private final List<DeviceException> failures = new ArrayList<>();

  /** Opens the device of a profile, perhaps without some of its targets. */
  interface Opening {
    /**
     * Opens it.
     *
     * @param failures takes why a target is not served
     * @throws DeviceException if none is
     */
    OpenVinoDevice open(List<DeviceException> failures);
  }

  /** Adds the device of a profile, or why there is none. */
  void add(OpenVinoProfile profile, Opening opening) {
    List<DeviceException> own = new ArrayList<>();
    try {
      OpenVinoDevice device = opening.open(own);
      devices.add(device);
      sightings.add(ready(device, own));
    } catch (DeviceException e) {
      if (e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      if (own.isEmpty()) {
        own.add(e);
      }
      sightings.add(
          new DeviceSighting(
              profile.device(), "openvino", "", "unavailable", reasons(own), "", List.of(), ""));
    }
    failures.addAll(own);
  }

  private static DeviceSighting ready(OpenVinoDevice device, List<DeviceException> failures) {
    List<TargetDescription> targets = device.targets();
    return new DeviceSighting(
        device.id().value(),
        "openvino",
        targets.get(0).deviceClass(),
        "ready",
        reasons(failures),
        "",
        targets.stream().map(TargetDescription::name).toList(),
        "");
  }

  private static String reasons(List<DeviceException> of) {
    return String.join("; ", of.stream().map(DeviceException::getMessage).toList());
  }

  List<Device> devices() {
    return List.copyOf(devices);
  }

  /** Why targets are not served. */
  List<DeviceException> failures() {
    return List.copyOf(failures);
  }

  @Override
  public List<DeviceSighting> sightings() {
    return List.copyOf(sightings);
  }

  @Override
  public void close() {
    devices.forEach(Device::close);
  }
}
