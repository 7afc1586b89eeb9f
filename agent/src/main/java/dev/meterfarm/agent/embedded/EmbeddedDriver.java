package dev.meterfarm.agent.embedded;

import dev.meterfarm.agent.driver.DeviceListener;
import dev.meterfarm.agent.driver.DeviceSource;
import dev.meterfarm.agent.driver.Driver;
import dev.meterfarm.agent.driver.FixedDevices;
import dev.meterfarm.agent.driver.ProfileReading;
import dev.meterfarm.agent.driver.WantedTargets;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.wire.ConfigNode;
import java.util.List;

/** Drives this machine's CPU through the TFLite natives that come with the agent. */
public final class EmbeddedDriver implements Driver<EmbeddedProfile> {
  private static final int MOST_THREADS = 64;

  @Override
  public String word() {
    return "embedded-tflite";
  }

  @Override
  public EmbeddedProfile read(ProfileReading reading) {
    return new EmbeddedProfile(
        reading.device(),
        reading.targets().entrySet().stream()
            .map(entry -> target(entry.getKey(), entry.getValue(), reading.hash()))
            .toList());
  }

  private static EmbeddedTarget target(String name, ConfigNode settings, String hash) {
    return new EmbeddedTarget(
        name,
        settings.flag("xnnpack", true),
        (int) settings.integer("threads", 1, 1, MOST_THREADS),
        hash);
  }

  @Override
  public DeviceSource open(
      List<EmbeddedProfile> profiles,
      WantedTargets wanted,
      ScratchFolder scratch,
      DeviceListener listener) {
    return FixedDevices.open(
        profiles,
        profile ->
            EmbeddedRuntime.open(
                new DeviceId(profile.device()),
                profile.declared().stream().filter(of -> wanted.includes(of.name())).toList(),
                scratch),
        listener);
  }
}
