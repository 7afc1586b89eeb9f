package dev.meterfarm.agent.driver;

import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Devices that are tried out at the start. A target that is not here does not keep the others from
 * being served: an NPU that this machine lacks says nothing about its CPU.
 */
public final class TriedDevices implements DeviceSource {
  private static final Logger LOG = LoggerFactory.getLogger(TriedDevices.class);

  private final String driver;
  private final List<Device> devices = new ArrayList<>();
  private final List<DeviceSighting> sightings = new ArrayList<>();
  private final List<DeviceException> failures = new ArrayList<>();

  /**
   * Opens the device of a profile, perhaps without some of its targets.
   *
   * @param <P> what the driver reads from a profile
   */
  @FunctionalInterface
  public interface Opening<P> {
    /**
     * Opens it.
     *
     * @param targets names of those to be served, at least one
     * @param failures takes why a target is not served, by its name
     * @throws DeviceException if none is; then it counts for all that have no failure of their own
     */
    Device open(P profile, List<String> targets, Map<String, DeviceException> failures);
  }

  private TriedDevices(String driver) {
    this.driver = driver;
  }

  /**
   * Tries the devices of these profiles.
   *
   * @param driver word of the driver
   * @throws DeviceException if particular targets are wanted and none of them can be served: the
   *     first reason
   */
  public static <P extends DriverProfile> TriedDevices open(
      String driver,
      List<P> profiles,
      WantedTargets wanted,
      Opening<P> opening,
      DeviceListener listener) {
    TriedDevices source = new TriedDevices(driver);
    boolean opened = false;
    try {
      for (P profile : profiles) {
        source.add(profile, wanted, opening);
      }
      if (source.devices.isEmpty() && !wanted.areOptional()) {
        throw source.failures.get(0);
      }
      source.devices.forEach(listener::appeared);
      opened = true;
      return source;
    } finally {
      if (!opened) {
        source.close();
      }
    }
  }

  private <P extends DriverProfile> void add(P profile, WantedTargets wanted, Opening<P> opening) {
    List<String> names =
        profile.targets().stream().map(DeclaredTarget::name).filter(wanted::includes).toList();
    Map<String, DeviceException> own = new LinkedHashMap<>();
    try {
      Device device = opening.open(profile, names, own);
      devices.add(device);
      List<TargetDescription> served = device.targets();
      sightings.add(
          sighting(device.id().value(), classes(served), DeviceSighting.READY, served, own));
    } catch (DeviceException e) {
      if (e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      names.forEach(name -> own.putIfAbsent(name, e));
      sightings.add(sighting(profile.device(), "", "unavailable", List.of(), own));
    }
    own.forEach((name, why) -> LOG.info("Target {} is not served: {}", name, why.getMessage()));
    failures.addAll(own.values());
  }

  /** A device may be several things: a CPU, and a GPU that this CPU acts as. */
  private static String classes(List<TargetDescription> served) {
    return String.join(
        "; ", served.stream().map(TargetDescription::deviceClass).distinct().toList());
  }

  private DeviceSighting sighting(
      String id,
      String what,
      String state,
      List<TargetDescription> serving,
      Map<String, DeviceException> failures) {
    Map<String, String> unavailable = new TreeMap<>();
    failures.forEach((name, why) -> unavailable.put(name, why.getMessage()));
    String reasons =
        String.join(
            "; ", failures.values().stream().map(DeviceException::getMessage).distinct().toList());
    return new DeviceSighting(id, driver, what, state, reasons, "", serving, unavailable, "", "");
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
