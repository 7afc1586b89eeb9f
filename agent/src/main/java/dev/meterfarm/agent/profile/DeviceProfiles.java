package dev.meterfarm.agent.profile;

import dev.meterfarm.agent.driver.DeclaredTarget;
import dev.meterfarm.agent.driver.DeviceListener;
import dev.meterfarm.agent.driver.DeviceNames;
import dev.meterfarm.agent.driver.DeviceSource;
import dev.meterfarm.agent.driver.Driver;
import dev.meterfarm.agent.driver.ProfileReading;
import dev.meterfarm.agent.driver.WantedTargets;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.validation.Problems;
import dev.meterfarm.protocol.validation.Suggestion;
import dev.meterfarm.protocol.wire.ConfigNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** All profiles of a folder, read by the drivers that they name. Immutable once loaded. */
public final class DeviceProfiles {
  private static final String NAME = "[a-z0-9][a-z0-9._-]*";

  private final Map<String, DriverProfiles<?>> byDriver = new LinkedHashMap<>();
  private final List<DeviceProfile> profiles = new ArrayList<>();

  private final DeviceNames names;

  private DeviceProfiles(List<? extends Driver<?>> drivers, DeviceNames names) {
    this.names = names;
    drivers.forEach(driver -> byDriver.put(driver.word(), new DriverProfiles<>(driver)));
  }

  /**
   * Loads every {@code *.yaml} of a folder.
   *
   * @param drivers the drivers that there are
   * @param names what devices are called
   * @throws dev.meterfarm.protocol.validation.InvalidInputException with all problems of all files
   */
  public static DeviceProfiles load(
      Path folder, List<? extends Driver<?>> drivers, DeviceNames names) {
    Problems problems = new Problems();
    DeviceProfiles loaded = new DeviceProfiles(drivers, names);
    for (Path file : files(folder)) {
      loaded.profiles.add(loaded.read(file, problems));
    }
    problems.require(
        !loaded.profiles.isEmpty(),
        folder.toString(),
        "",
        "holds no *.yaml file",
        "see docs/devices.md");
    requireUniqueTargets(loaded.profiles, folder, problems);
    problems.throwIfAny("device profiles in " + folder);
    return loaded;
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(entry -> entry.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.INVALID_CONFIGURATION,
          "cannot read the folder of device profiles, "
              + folder
              + ": name an existing one with --profiles",
          e);
    }
  }

  private DeviceProfile read(Path file, Problems problems) {
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new FarmException(ErrorCode.INVALID_CONFIGURATION, "cannot read " + file, e);
    }
    String hash = sha256(content);
    String name = file.getFileName().toString();
    ConfigNode root = ConfigNode.parse(new String(content, StandardCharsets.UTF_8), name, problems);
    String device = root.requireText("device");
    String driver = root.requireText("driver");
    Map<String, ConfigNode> targets = root.child("targets").children();
    for (String target : targets.keySet()) {
      problems.require(
          target.matches(NAME),
          root.where("targets"),
          target,
          "must be lower-case letters, digits, '-', '.', '_'",
          "");
    }
    if (root.isPresent() && targets.isEmpty()) {
      problems.add(root.where("targets"), "", "must name at least one target", "");
    }
    List<DeclaredTarget> declared = List.of();
    DriverProfiles<?> reader = byDriver.get(driver);
    if (reader != null) {
      declared = reader.read(new ProfileReading(reader.name(device, names), hash, root, targets));
      targets.values().forEach(ConfigNode::end);
      root.end();
    } else if (!driver.isEmpty()) {
      Set<String> words = byDriver.keySet();
      problems.add(
          root.where("driver"),
          driver,
          "must be one of " + words,
          Suggestion.remedy(driver, words));
    }
    return new DeviceProfile(device, driver, declared, hash);
  }

  private static void requireUniqueTargets(
      List<DeviceProfile> profiles, Path folder, Problems problems) {
    Map<String, String> owners = new HashMap<>();
    for (DeviceProfile profile : profiles) {
      for (DeclaredTarget target : profile.targets()) {
        String other = owners.put(target.name(), profile.device());
        problems.require(
            other == null,
            folder.toString(),
            target.name(),
            "is a target of two devices, " + other + " and " + profile.device(),
            "rename one of them");
      }
    }
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** All profiles, in the order of their file names. */
  public List<DeviceProfile> all() {
    return List.copyOf(profiles);
  }

  /** The names of all targets, ascending. */
  public Set<String> targetNames() {
    Set<String> names = new TreeSet<>();
    profiles.forEach(profile -> profile.targets().forEach(target -> names.add(target.name())));
    return names;
  }

  /**
   * The declarations of these targets, in the order of the profiles.
   *
   * @throws FarmException with {@link ErrorCode#TARGET_UNKNOWN} for a name that no profile has
   */
  public List<DeclaredTarget> require(Set<String> wanted) {
    Set<String> known = targetNames();
    for (String name : new TreeSet<>(wanted)) {
      if (!known.contains(name)) {
        throw new FarmException(
            ErrorCode.TARGET_UNKNOWN,
            "there is no target '" + name + "': " + Suggestion.remedy(name, known));
      }
    }
    return profiles.stream()
        .flatMap(profile -> profile.targets().stream())
        .filter(target -> wanted.contains(target.name()))
        .toList();
  }

  /**
   * Has every driver open what serves wanted targets.
   *
   * @return the open sources; the caller closes them
   * @throws FarmException if a driver cannot; nothing stays open then
   */
  public List<DeviceSource> open(
      WantedTargets wanted, ScratchFolder scratch, DeviceListener listener) {
    List<DeviceSource> sources = new ArrayList<>();
    boolean opened = false;
    try {
      for (DriverProfiles<?> of : byDriver.values()) {
        of.open(wanted, scratch, listener).ifPresent(sources::add);
      }
      opened = true;
      return List.copyOf(sources);
    } finally {
      if (!opened) {
        sources.forEach(DeviceSource::close);
      }
    }
  }
}
