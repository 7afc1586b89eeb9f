package dev.meterfarm.agent.simulated;

import dev.meterfarm.agent.driver.DeclaredTarget;
import dev.meterfarm.agent.driver.DeviceListener;
import dev.meterfarm.agent.driver.DeviceSource;
import dev.meterfarm.agent.driver.Driver;
import dev.meterfarm.agent.driver.DriverProfile;
import dev.meterfarm.agent.driver.FixedDevices;
import dev.meterfarm.agent.driver.ProfileReading;
import dev.meterfarm.agent.driver.WantedTargets;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.protocol.device.DeviceId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Drives devices that do not exist. */
public final class SimulatedDriver implements Driver<SimulatedDriver.Profile> {
  /** A profile of a simulated device. */
  record Profile(String device, String hash, Map<String, SimulatedSettings> settings)
      implements DriverProfile {
    @Override
    public List<DeclaredTarget> targets() {
      return settings.keySet().stream()
          .map(name -> new DeclaredTarget(name, "simulated", true))
          .toList();
    }

    private SimulatedDevice open(WantedTargets wanted) {
      Map<String, SimulatedSettings> of = new TreeMap<>(settings);
      of.keySet().removeIf(name -> !wanted.includes(name));
      return new SimulatedDevice(new DeviceId(device), hash, of);
    }
  }

  @Override
  public String word() {
    return "simulated";
  }

  @Override
  public Profile read(ProfileReading reading) {
    Map<String, SimulatedSettings> settings = new LinkedHashMap<>();
    reading.targets().forEach((name, node) -> settings.put(name, SimulatedSettings.read(node)));
    return new Profile(reading.device(), reading.hash(), settings);
  }

  @Override
  public DeviceSource open(
      List<Profile> profiles,
      WantedTargets wanted,
      ScratchFolder scratch,
      DeviceListener listener) {
    return FixedDevices.open(profiles, profile -> profile.open(wanted), listener);
  }
}
