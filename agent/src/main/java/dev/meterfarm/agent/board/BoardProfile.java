package dev.meterfarm.agent.board;

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

/**
 * A kind of board.
 *
 * @param device its name
 * @param hash SHA-256 of the file
 * @param match which machines it is for
 * @param tool the lab's benchmark_model
 * @param health when it is fit to measure
 * @param declared its targets
 */
record BoardProfile(
    String device,
    String hash,
    MatchRules match,
    ToolSource tool,
    HealthRules health,
    List<ToolTarget> declared)
    implements DriverProfile {
  /** The build that most boards of today take. */
  static final String USUAL_TOOL = "linux_aarch64_benchmark_model";

  BoardProfile {
    declared = List.copyOf(declared);
  }

  static BoardProfile read(ProfileReading reading) {
    ConfigNode root = reading.root();
    List<ToolTarget> targets = new ArrayList<>();
    reading.targets().forEach((name, node) -> targets.add(ToolTarget.read(name, node, "any")));
    return new BoardProfile(
        reading.device(),
        reading.hash(),
        MatchRules.read(root.child("match")),
        ToolSource.read(root.child("tool"), USUAL_TOOL),
        HealthRules.read(root.child("health")),
        targets);
  }

  @Override
  public List<DeclaredTarget> targets() {
    return declared.stream().map(of -> of.declared("a real board")).toList();
  }
}
