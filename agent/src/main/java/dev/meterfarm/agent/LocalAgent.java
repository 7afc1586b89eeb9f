package dev.meterfarm.agent;

import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.embedded.EmbeddedDevice;
import dev.meterfarm.agent.embedded.EmbeddedTarget;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.agent.profile.DeviceProfile;
import dev.meterfarm.agent.profile.DeviceProfiles;
import dev.meterfarm.agent.profile.TargetProfile;
import dev.meterfarm.agent.run.AgentClock;
import dev.meterfarm.agent.run.AgentLoop;
import dev.meterfarm.agent.run.LoopSettings;
import dev.meterfarm.agent.simulated.SimulatedDevice;
import dev.meterfarm.agent.simulated.SimulatedSettings;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.link.CoordinatorLink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The devices of this machine that serve some targets, opened and ready.
 *
 * <pre>{@code
 * try (LocalAgent agent = LocalAgent.open(profiles, Set.of("host-cpu"));
 *     AgentLoop loop = agent.loopOver(link)) {
 *   loop.start();
 *   ...
 *   loop.drain(Duration.ofMinutes(1));
 * }
 * }</pre>
 */
public final class LocalAgent implements AutoCloseable {
  private final ScratchFolder scratch;
  private final List<Device> devices = new ArrayList<>();

  private LocalAgent(ScratchFolder scratch) {
    this.scratch = scratch;
  }

  /**
   * Opens the devices that serve these targets; takes a second or two.
   *
   * @param profilesFolder the folder with device profiles
   * @throws FarmException if a profile is wrong, a target unknown, or a runtime missing
   */
  public static LocalAgent open(Path profilesFolder, Set<String> targets) {
    List<DeviceProfile> profiles = DeviceProfiles.load(profilesFolder).serving(targets);
    LocalAgent agent = new LocalAgent(ScratchFolder.open());
    boolean opened = false;
    try {
      for (DeviceProfile profile : profiles) {
        agent.devices.add(open(profile, agent.scratch));
      }
      opened = true;
      return agent;
    } finally {
      if (!opened) {
        agent.close();
      }
    }
  }

  private static Device open(DeviceProfile profile, ScratchFolder scratch) {
    DeviceId id = new DeviceId(profile.device());
    return switch (profile.driver()) {
      case EMBEDDED_TFLITE -> EmbeddedDevice.open(id, embedded(profile), scratch);
      case SIMULATED -> new SimulatedDevice(id, profile.hash(), simulated(profile));
    };
  }

  private static List<EmbeddedTarget> embedded(DeviceProfile profile) {
    List<EmbeddedTarget> targets = new ArrayList<>();
    for (TargetProfile target : profile.targets()) {
      if (target instanceof TargetProfile.Embedded of) {
        targets.add(new EmbeddedTarget(of.name(), of.xnnpack(), of.threads(), profile.hash()));
      }
    }
    return targets;
  }

  private static Map<String, SimulatedSettings> simulated(DeviceProfile profile) {
    Map<String, SimulatedSettings> targets = new TreeMap<>();
    for (TargetProfile target : profile.targets()) {
      if (target instanceof TargetProfile.Simulated of) {
        targets.put(of.name(), of.settings());
      }
    }
    return targets;
  }

  /** The opened devices. */
  public List<Device> devices() {
    return List.copyOf(devices);
  }

  /** What the devices serve. */
  public List<TargetDescription> targets() {
    return devices.stream().flatMap(device -> device.targets().stream()).toList();
  }

  /** A loop over these devices, not yet started; close it before this. */
  public AgentLoop loopOver(CoordinatorLink link) {
    return loopOver("local-" + ProcessHandle.current().pid(), link, LoopSettings.standard());
  }

  /** A loop over these devices under another name or with other settings, not yet started. */
  public AgentLoop loopOver(String name, CoordinatorLink link, LoopSettings settings) {
    return new AgentLoop(name, link, devices, scratch, AgentClock.system(), settings);
  }

  @Override
  public void close() {
    devices.forEach(Device::close);
    scratch.close();
  }
}
