package dev.meterfarm.agent.android;

import dev.meterfarm.agent.benchmarkmodel.ToolTarget;
import dev.meterfarm.agent.driver.DeclaredTarget;
import dev.meterfarm.agent.driver.DriverProfile;
import dev.meterfarm.agent.driver.MatchRules;
import dev.meterfarm.agent.driver.ProfileReading;
import dev.meterfarm.agent.guard.HealthRules;
import dev.meterfarm.agent.setup.ToolSource;
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
 * @param tool the lab's benchmark_model
 * @param health when such a phone is fit to measure
 * @param adb where the adb server is
 * @param powerCycle a command that takes the power of the phone's USB port away and gives it back;
 *     empty for none
 * @param declared its targets
 */
record AndroidProfile(
    String device,
    String hash,
    MatchRules match,
    ToolSource tool,
    HealthRules health,
    Adb adb,
    List<String> powerCycle,
    List<ToolTarget> declared)
    implements DriverProfile {
  /** The build that most phones of today take. */
  static final String USUAL_TOOL = "android_aarch64_benchmark_model";

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
    powerCycle = List.copyOf(powerCycle);
    declared = List.copyOf(declared);
  }

  static AndroidProfile read(ProfileReading reading) {
    ConfigNode root = reading.root();
    List<ToolTarget> targets = new ArrayList<>();
    reading.targets().forEach((name, node) -> targets.add(ToolTarget.read(name, node, "big")));
    ConfigNode power = root.child("power-cycle");
    List<String> powerCycle = power.texts("command");
    if (power.isPresent() && powerCycle.isEmpty()) {
      power.problem(
          "command",
          "",
          "is missing",
          "write for example 'command: [uhubctl, -l, \"{hub}\", -p, \"{port}\", -a, cycle]'");
    }
    power.end();
    return new AndroidProfile(
        reading.device(),
        reading.hash(),
        MatchRules.read(root.child("match")),
        ToolSource.read(root.child("tool"), USUAL_TOOL),
        HealthRules.read(root.child("health")),
        Adb.read(root.child("adb")),
        powerCycle,
        targets);
  }

  @Override
  public List<DeclaredTarget> targets() {
    return declared.stream().map(of -> of.declared("a real phone")).toList();
  }
}
