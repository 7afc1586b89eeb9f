package dev.meterfarm.agent.profile;

import dev.meterfarm.agent.driver.DeclaredTarget;
import dev.meterfarm.agent.driver.DeviceListener;
import dev.meterfarm.agent.driver.DeviceNames;
import dev.meterfarm.agent.driver.DeviceSource;
import dev.meterfarm.agent.driver.Driver;
import dev.meterfarm.agent.driver.DriverProfile;
import dev.meterfarm.agent.driver.ProfileReading;
import dev.meterfarm.agent.driver.WantedTargets;
import dev.meterfarm.agent.prepare.ScratchFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The profiles of one driver; keeps the driver and what it read of one type together. */
final class DriverProfiles<P extends DriverProfile> {
  private final Driver<P> driver;
  private final List<P> profiles = new ArrayList<>();

  DriverProfiles(Driver<P> driver) {
    this.driver = driver;
  }

  String word() {
    return driver.word();
  }

  /** What the device of a profile is called. */
  String name(String device, DeviceNames names) {
    return names.of(device, driver.part());
  }

  /** Has the driver read one more profile; returns the targets that it declares. */
  List<DeclaredTarget> read(ProfileReading reading) {
    P profile = driver.read(reading);
    profiles.add(profile);
    return profile.targets();
  }

  /** Opens what serves wanted targets; empty if no profile declares any. */
  Optional<DeviceSource> open(
      WantedTargets wanted, ScratchFolder scratch, DeviceListener listener) {
    List<P> serving =
        profiles.stream()
            .filter(of -> of.targets().stream().anyMatch(t -> wanted.includes(t.name())))
            .toList();
    return serving.isEmpty()
        ? Optional.empty()
        : Optional.of(driver.open(serving, wanted, scratch, listener));
  }
}
