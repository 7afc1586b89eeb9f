package dev.meterfarm.agent.simulated;

import dev.meterfarm.agent.driver.DeclaredTarget;
import dev.meterfarm.agent.driver.DeviceListener;
import dev.meterfarm.agent.driver.DeviceNames;
import dev.meterfarm.agent.driver.DeviceSource;
import dev.meterfarm.agent.driver.Driver;
import dev.meterfarm.agent.driver.DriverProfile;
import dev.meterfarm.agent.driver.FixedDevices;
import dev.meterfarm.agent.driver.ProfileReading;
import dev.meterfarm.agent.driver.WantedTargets;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.wire.ConfigNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Drives devices that do not exist. */
public final class SimulatedDriver implements Driver<SimulatedDriver.Profile> {
  private static final int MOST_DEVICES = 1_000;
  private static final double LEAST_FACTOR = 0.1;
  private static final double MOST_FACTOR = 10;

  /** A profile of a simulated device. */
  record Profile(
      String device, String hash, Map<String, SimulatedSettings> settings, List<Double> timeFactors)
      implements DriverProfile {
    @Override
    public List<DeclaredTarget> targets() {
      return settings.keySet().stream()
          .map(name -> new DeclaredTarget(name, "simulated", true))
          .toList();
    }

    private SimulatedDevice open(int index, WantedTargets wanted) {
      Map<String, SimulatedSettings> of = new TreeMap<>(settings);
      of.keySet().removeIf(name -> !wanted.includes(name));
      String id = timeFactors.size() == 1 ? device : device + "-" + (index + 1);
      return new SimulatedDevice(new DeviceId(id), hash, of, timeFactors.get(index));
    }
  }

  private record Unit(Profile profile, int index) {}

  @Override
  public String word() {
    return "simulated";
  }

  @Override
  public DeviceNames.Part part() {
    return DeviceNames.Part.AGENT;
  }

  @Override
  public Profile read(ProfileReading reading) {
    Map<String, SimulatedSettings> settings = new LinkedHashMap<>();
    reading.targets().forEach((name, node) -> settings.put(name, SimulatedSettings.read(node)));
    return new Profile(reading.device(), reading.hash(), settings, timeFactors(reading.root()));
  }

  /** One for each device; what is not written is 1. */
  private static List<Double> timeFactors(ConfigNode root) {
    int count = (int) root.integer("count", 1, 1, MOST_DEVICES);
    List<String> written = root.texts("time-factors");
    List<Double> factors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      factors.add(i < written.size() ? factor(root, written.get(i)) : 1);
    }
    if (written.size() > count) {
      root.problem(
          "time-factors",
          written.toString(),
          "must not be more than there are devices, which are " + count,
          "raise 'count'");
    }
    return factors;
  }

  private static double factor(ConfigNode root, String text) {
    try {
      double factor = Double.parseDouble(text);
      if (factor >= LEAST_FACTOR && factor <= MOST_FACTOR) {
        return factor;
      }
    } catch (NumberFormatException e) {
      // told below, with the others
    }
    root.problem(
        "time-factors",
        text,
        "must be numbers from " + LEAST_FACTOR + " to " + MOST_FACTOR,
        "write how many times as long everything takes on each device");
    return 1;
  }

  @Override
  public DeviceSource open(
      List<Profile> profiles,
      WantedTargets wanted,
      ScratchFolder scratch,
      DeviceListener listener) {
    List<Unit> units = new ArrayList<>();
    for (Profile profile : profiles) {
      for (int i = 0; i < profile.timeFactors().size(); i++) {
        units.add(new Unit(profile, i));
      }
    }
    return FixedDevices.open(units, unit -> unit.profile().open(unit.index(), wanted), listener);
  }
}
