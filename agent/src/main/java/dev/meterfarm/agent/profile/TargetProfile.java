package dev.meterfarm.agent.profile;

import dev.meterfarm.agent.simulated.SimulatedSettings;
import java.util.Objects;

/** One target of a profile, with the settings that its driver knows. */
public sealed interface TargetProfile {
  /** Name of the target, unique among all profiles. */
  String name();

  /**
   * A target on this machine's CPU.
   *
   * @param xnnpack whether TFLite applies its XNNPACK delegate
   * @param threads threads of the runtime
   */
  record Embedded(String name, boolean xnnpack, int threads) implements TargetProfile {
    public Embedded {
      Objects.requireNonNull(name, "name");
    }
  }

  /** A simulated target. */
  record Simulated(String name, SimulatedSettings settings) implements TargetProfile {
    public Simulated {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(settings, "settings");
    }
  }
}
