package dev.meterfarm.agent.embedded;

import dev.meterfarm.agent.driver.DeclaredTarget;
import dev.meterfarm.agent.driver.DriverProfile;
import java.util.List;

/** A profile of this machine's CPU. */
record EmbeddedProfile(String device, List<EmbeddedTarget> declared) implements DriverProfile {
  EmbeddedProfile {
    declared = List.copyOf(declared);
  }

  @Override
  public List<DeclaredTarget> targets() {
    return declared.stream()
        .map(
            of ->
                new DeclaredTarget(
                    of.name(),
                    (of.xnnpack() ? "XNNPACK" : "TFLite's own kernels")
                        + ", "
                        + of.threads()
                        + (of.threads() == 1 ? " thread" : " threads"),
                    false))
        .toList();
  }
}
