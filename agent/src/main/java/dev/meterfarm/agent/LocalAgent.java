package dev.meterfarm.agent;

import dev.meterfarm.agent.android.AndroidDriver;
import dev.meterfarm.agent.board.BoardDriver;
import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.driver.DeviceListener;
import dev.meterfarm.agent.driver.DeviceNames;
import dev.meterfarm.agent.driver.DeviceSighting;
import dev.meterfarm.agent.driver.DeviceSource;
import dev.meterfarm.agent.driver.Driver;
import dev.meterfarm.agent.driver.WantedTargets;
import dev.meterfarm.agent.embedded.EmbeddedDriver;
import dev.meterfarm.agent.litert.LitertDriver;
import dev.meterfarm.agent.openvino.OpenVinoDriver;
import dev.meterfarm.agent.openvino.OpenVinoInstallation;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.agent.profile.DeviceProfiles;
import dev.meterfarm.agent.run.AgentClock;
import dev.meterfarm.agent.run.AgentLoop;
import dev.meterfarm.agent.run.LoopSettings;
import dev.meterfarm.agent.run.ResultSpool;
import dev.meterfarm.agent.simulated.SimulatedDriver;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.link.CoordinatorLink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The devices of this machine that serve some targets, as they come and go.
 *
 * <pre>{@code
 * try (LocalAgent agent = LocalAgent.open(profiles, Set.of("host-cpu"));
 *     AgentLoop loop = agent.loopOver(link)) {
 *   loop.start();
 *   ...
 *   loop.drain(Duration.ofMinutes(1));
 * }
 * }</pre>
 *
 * <p>Safe for use from many threads.
 */
public final class LocalAgent implements AutoCloseable {
  private final ScratchFolder scratch;
  private final Roster roster = new Roster();
  private List<DeviceSource> sources = List.of();

  private LocalAgent(ScratchFolder scratch) {
    this.scratch = scratch;
  }

  /** The drivers that there are: one line for each. */
  private static List<Driver<?>> drivers() {
    return List.of(
        new AndroidDriver(), //
        new BoardDriver(),
        new EmbeddedDriver(),
        new LitertDriver(),
        new OpenVinoDriver(new OpenVinoInstallation(System.getenv())),
        new SimulatedDriver());
  }

  /**
   * Loads the profiles of a folder for all drivers.
   *
   * @throws FarmException with all problems of all files
   */
  public static DeviceProfiles profiles(Path folder) {
    return profiles(folder, DeviceNames.AS_WRITTEN);
  }

  /** Loads the same for an agent whose devices have to be told from those of others. */
  public static DeviceProfiles profiles(Path folder, DeviceNames names) {
    return DeviceProfiles.load(folder, drivers(), names);
  }

  /**
   * Opens the devices that serve these targets; takes a second or two.
   *
   * @param profilesFolder the folder with device profiles
   * @throws FarmException if a profile is wrong, a target unknown, a runtime missing, or no device
   *     for a target is there
   */
  public static LocalAgent open(Path profilesFolder, Set<String> targets) {
    return open(profiles(profilesFolder), targets);
  }

  /** The same for profiles that are read already. */
  public static LocalAgent open(DeviceProfiles profiles, Set<String> targets) {
    profiles.require(targets);
    LocalAgent agent = open(profiles, WantedTargets.of(targets));
    Set<String> absent = new TreeSet<>(targets);
    agent.targets().forEach(target -> absent.remove(target.name()));
    if (!absent.isEmpty()) {
      String seen = seen(agent.sightings());
      agent.close();
      throw new FarmException(
          ErrorCode.DEVICE_UNFIT,
          "no device that serves " + absent + " is ready on this machine; " + seen);
    }
    return agent;
  }

  /**
   * Opens whatever serves wanted targets right now; the rest is taken on as it appears.
   *
   * @throws FarmException if a device that is always there cannot be opened
   */
  public static LocalAgent open(DeviceProfiles profiles, WantedTargets wanted) {
    LocalAgent agent = new LocalAgent(ScratchFolder.open());
    boolean opened = false;
    try {
      agent.sources = profiles.open(wanted, agent.scratch, agent.roster);
      opened = true;
      return agent;
    } finally {
      if (!opened) {
        agent.close();
      }
    }
  }

  private static String seen(List<DeviceSighting> sightings) {
    return sightings.isEmpty()
        ? "none is plugged in"
        : sightings.stream()
            .map(
                of ->
                    of.id()
                        + " is "
                        + of.state()
                        + (of.reason().isEmpty() ? "" : ": " + of.reason()))
            .collect(Collectors.joining("; "));
  }

  /** Everything that the drivers of wanted targets see, also what cannot be used. */
  public List<DeviceSighting> sightings() {
    return sources.stream().flatMap(source -> source.sightings().stream()).toList();
  }

  /** The devices that are there now. */
  public List<Device> devices() {
    return roster.devices();
  }

  /** What the devices that are there now serve. */
  public List<TargetDescription> targets() {
    return devices().stream().flatMap(device -> device.targets().stream()).toList();
  }

  /** A loop over these devices, not yet started; close it before this. At most one. */
  public AgentLoop loopOver(CoordinatorLink link) {
    return loopOver("local", link, LoopSettings.standard());
  }

  /** A loop over these devices under another name or with other settings, not yet started. */
  public AgentLoop loopOver(String name, CoordinatorLink link, LoopSettings settings) {
    return loopOver(name, link, ResultSpool.NONE, settings);
  }

  /** A loop that keeps its results until the coordinator has them, not yet started. */
  public AgentLoop loopOver(
      String name, CoordinatorLink link, ResultSpool spool, LoopSettings settings) {
    AgentLoop loop = new AgentLoop(name, link, scratch, spool, AgentClock.system(), settings);
    roster.follow(loop);
    return loop;
  }

  @Override
  public void close() {
    sources.forEach(DeviceSource::close);
    scratch.close();
  }

  /** Who is there; passes it on to the loop. */
  private static final class Roster implements DeviceListener {
    private final List<Device> devices = new ArrayList<>();
    private Optional<AgentLoop> loop = Optional.empty();

    synchronized List<Device> devices() {
      return List.copyOf(devices);
    }

    synchronized void follow(AgentLoop follower) {
      loop = Optional.of(follower);
      devices.forEach(follower::take);
    }

    @Override
    public synchronized void appeared(Device device) {
      devices.add(device);
      loop.ifPresent(of -> of.take(device));
    }

    @Override
    public synchronized void gone(DeviceId id, String reason) {
      devices.removeIf(device -> device.id().equals(id));
      loop.ifPresent(of -> of.letGo(id, reason));
    }
  }
}
