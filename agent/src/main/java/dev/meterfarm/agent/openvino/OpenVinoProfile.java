package dev.meterfarm.agent.openvino;

import dev.meterfarm.agent.driver.DeclaredTarget;
import dev.meterfarm.agent.driver.DriverProfile;
import java.util.List;

/**
 * A profile of a device that OpenVINO drives.
 *
 * @param device name of the device
 * @param tool the lab's own benchmark_app, perhaps behind a script that sets its environment; empty
 *     for the one that {@code bin/agent setup openvino} installed
 * @param powerCycle how to take power from the device
 * @param declared its targets
 */
record OpenVinoProfile(
    String device, String tool, PowerCycle powerCycle, List<OpenVinoTarget> declared)
    implements DriverProfile {
  OpenVinoProfile {
    declared = List.copyOf(declared);
  }

  @Override
  public List<DeclaredTarget> targets() {
    return declared.stream()
        .map(of -> new DeclaredTarget(of.name(), of.settings(), false, of.device().neverRunOn()))
        .toList();
  }
}
