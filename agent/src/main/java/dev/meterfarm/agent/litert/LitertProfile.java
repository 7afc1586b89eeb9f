package dev.meterfarm.agent.litert;

import dev.meterfarm.agent.driver.DeclaredTarget;
import dev.meterfarm.agent.driver.DriverProfile;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A profile of what LiteRT can use of this machine.
 *
 * @param device name of the device
 * @param python the Python that has the wheel; empty for the one that {@code bin/agent setup
 *     litert} installed
 * @param environment variables for the child
 * @param declared its targets
 */
record LitertProfile(
    String device, String python, Map<String, String> environment, List<LitertTarget> declared)
    implements DriverProfile {
  LitertProfile {
    environment = Map.copyOf(environment);
    declared = List.copyOf(declared);
  }

  @Override
  public List<DeclaredTarget> targets() {
    return declared.stream()
        .map(of -> new DeclaredTarget(of.name(), words(of), false, of.accelerator().neverRunOn()))
        .toList();
  }

  /** The same with fewer targets. */
  LitertProfile serving(Predicate<LitertTarget> kept) {
    return new LitertProfile(device, python, environment, declared.stream().filter(kept).toList());
  }

  private static String words(LitertTarget of) {
    return switch (of.accelerator()) {
      case CPU -> of.threads() + (of.threads() == 1 ? " thread" : " threads");
      case GPU -> "GPU through WebGPU, fp32";
      case NPU -> "NPU";
    };
  }
}
