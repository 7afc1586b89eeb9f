package dev.meterfarm.agent.profile;

import dev.meterfarm.agent.profile.DeviceProfile.Driver;
import dev.meterfarm.agent.simulated.SimulatedSettings;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** All profiles of a folder. */
public final class DeviceProfiles {
  private static final int MOST_THREADS = 64;
  private static final String NAME = "[a-z0-9][a-z0-9._-]*";

  private final List<DeviceProfile> profiles;

  private DeviceProfiles(List<DeviceProfile> profiles) {
    this.profiles = List.copyOf(profiles);
  }

  /**
   * Loads every {@code *.yaml} of a folder.
   *
   * @throws dev.meterfarm.protocol.validation.InvalidInputException with all problems of all files
   */
  public static DeviceProfiles load(Path folder) {
    Problems problems = new Problems();
    List<DeviceProfile> profiles = new ArrayList<>();
    for (Path file : files(folder)) {
      profiles.add(read(file, problems));
    }
    problems.require(
        !profiles.isEmpty(), folder.toString(), "", "holds no *.yaml file", "see docs/devices.md");
    requireUniqueTargets(profiles, folder, problems);
    problems.throwIfAny("device profiles in " + folder);
    return new DeviceProfiles(profiles);
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

  private static DeviceProfile read(Path file, Problems problems) {
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new FarmException(ErrorCode.INVALID_CONFIGURATION, "cannot read " + file, e);
    }
    String name = file.getFileName().toString();
    ConfigNode root = ConfigNode.parse(new String(content, StandardCharsets.UTF_8), name, problems);
    String device = root.requireText("device");
    Optional<Driver> driver = driver(root, problems);
    Map<String, ConfigNode> settings = root.child("targets").children();
    List<TargetProfile> targets = new ArrayList<>();
    for (Map.Entry<String, ConfigNode> entry : settings.entrySet()) {
      problems.require(
          entry.getKey().matches(NAME),
          root.where("targets"),
          entry.getKey(),
          "must be lower-case letters, digits, '-', '.', '_'",
          "");
      driver.ifPresent(of -> targets.add(target(entry.getKey(), of, entry.getValue())));
    }
    if (root.isPresent() && settings.isEmpty()) {
      problems.add(root.where("targets"), "", "must name at least one target", "");
    }
    root.end();
    return new DeviceProfile(device, driver.orElse(Driver.SIMULATED), targets, sha256(content));
  }

  private static Optional<Driver> driver(ConfigNode root, Problems problems) {
    List<String> words = Arrays.stream(Driver.values()).map(Driver::word).toList();
    String word = root.requireText("driver");
    for (Driver driver : Driver.values()) {
      if (driver.word().equals(word)) {
        return Optional.of(driver);
      }
    }
    if (!word.isEmpty()) {
      problems.add(
          root.where("driver"), word, "must be one of " + words, Suggestion.remedy(word, words));
    }
    return Optional.empty();
  }

  private static TargetProfile target(String name, Driver driver, ConfigNode settings) {
    TargetProfile target =
        switch (driver) {
          case EMBEDDED_TFLITE ->
              new TargetProfile.Embedded(
                  name,
                  settings.flag("xnnpack", true),
                  (int) settings.integer("threads", 1, 1, MOST_THREADS));
          case SIMULATED -> new TargetProfile.Simulated(name, SimulatedSettings.read(settings));
        };
    settings.end();
    return target;
  }

  private static void requireUniqueTargets(
      List<DeviceProfile> profiles, Path folder, Problems problems) {
    Map<String, String> owners = new HashMap<>();
    for (DeviceProfile profile : profiles) {
      for (TargetProfile target : profile.targets()) {
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
    return profiles;
  }

  /** The names of all targets, ascending. */
  public Set<String> targetNames() {
    Set<String> names = new TreeSet<>();
    profiles.forEach(profile -> profile.targets().forEach(target -> names.add(target.name())));
    return names;
  }

  /**
   * The profiles reduced to the wanted targets; profiles without any are left out.
   *
   * @throws FarmException with {@link ErrorCode#TARGET_UNKNOWN} for a name that no profile has
   */
  public List<DeviceProfile> serving(Set<String> wanted) {
    Set<String> known = targetNames();
    for (String name : new TreeSet<>(wanted)) {
      if (!known.contains(name)) {
        throw new FarmException(
            ErrorCode.TARGET_UNKNOWN,
            "there is no target '" + name + "': " + Suggestion.remedy(name, known));
      }
    }
    return profiles.stream()
        .map(
            profile ->
                new DeviceProfile(
                    profile.device(),
                    profile.driver(),
                    profile.targets().stream().filter(t -> wanted.contains(t.name())).toList(),
                    profile.hash()))
        .filter(profile -> !profile.targets().isEmpty())
        .toList();
  }
}
