package dev.meterfarm.agent.driver;

import dev.meterfarm.agent.device.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Devices that are always there: opened at the start, closed at the end. */
public final class FixedDevices implements DeviceSource {
  private final List<Device> devices = new ArrayList<>();

  private FixedDevices() {}

  /**
   * Opens one device for each profile, or for each unit that profiles declare.
   *
   * @param open opens the device of a profile; what it throws ends the call, and closes what was
   *     open already
   */
  public static <P> FixedDevices open(
      List<P> profiles, Function<P, Device> open, DeviceListener listener) {
    FixedDevices source = new FixedDevices();
    boolean opened = false;
    try {
      profiles.forEach(profile -> source.devices.add(open.apply(profile)));
      source.devices.forEach(listener::appeared);
      opened = true;
      return source;
    } finally {
      if (!opened) {
        source.close();
      }
    }
  }

  @Override
  public List<DeviceSighting> sightings() {
    return devices.stream().map(FixedDevices::sighting).toList();
  }

  private static DeviceSighting sighting(Device of) {
    return new DeviceSighting(
        of.id().value(),
        "",
        of.targets().get(0).deviceClass(),
        DeviceSighting.READY,
        "",
        "",
        of.targets(),
        Map.of(),
        "",
        "");
  }

  @Override
  public void close() {
    devices.forEach(Device::close);
  }
}
