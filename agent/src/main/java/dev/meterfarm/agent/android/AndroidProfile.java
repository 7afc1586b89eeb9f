package dev.meterfarm.agent.android;

import dev.meterfarm.agent.driver.DeclaredTarget;
import dev.meterfarm.agent.driver.DriverProfile;
import dev.meterfarm.agent.driver.ProfileReading;
import dev.meterfarm.agent.guard.HealthRules;
import dev.meterfarm.protocol.wire.ConfigNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A kind of phone.
 *
 * @param device its name
 * @param hash SHA-256 of the file
 * @param match which phones it is for
 * @param tool the lab's benchmark_model: a path, a name in the tools folder, or a URL
 * @param toolSha256 what its SHA-256 must be; empty if any will do
 * @param health when such a phone is fit to measure
 * @param adb where the adb server is
 * @param declared its targets
 */
record AndroidProfile(
    String device,
    String hash,
    MatchRules match,
    String tool,
    String toolSha256,
    HealthRules health,
    Adb adb,
    List<AndroidTarget> declared)
    implements DriverProfile {
  /** Where the adb server is, and what starts it where none runs. */
  record Adb(int port, Optional<String> program) {
    static Adb read(ConfigNode node) {
      Adb adb =
          new Adb(
              (int) node.integer("port", AdbServer.environmentPort(), 1, 65_535),
              Optional.of(node.text("path", "")).filter(path -> !path.isEmpty()));
      node.end();
      return adb;
    }
  }

  AndroidProfile {
    declared = List.copyOf(declared);
  }

  static AndroidProfile read(ProfileReading reading) {
    ConfigNode root = reading.root();
    List<AndroidTarget> targets = new ArrayList<>();
    reading.targets().forEach((name, node) -> targets.add(AndroidTarget.read(name, node)));
    ConfigNode tool = root.child("tool");
    AndroidProfile profile =
        new AndroidProfile(
            reading.device(),
            reading.hash(),
            MatchRules.read(root.child("match")),
            tool.text("benchmark-model", "android_aarch64_benchmark_model"),
            tool.text("sha256", ""),
            HealthRules.read(root.child("health")),
            Adb.read(root.child("adb")),
            targets);
    if (!profile.toolSha256.isEmpty() && !profile.toolSha256.matches("[0-9a-f]{64}")) {
      tool.problem("sha256", profile.toolSha256, "must be 64 lower-case hexadecimal digits", "");
    }
    tool.end();
    return profile;
  }

  @Override
  public List<DeclaredTarget> targets() {
    return declared.stream().map(AndroidTarget::declared).toList();
  }
}
