package dev.meterfarm.agent.embedded;

import java.util.Objects;

/**
 * One way of running models on this machine.
 *
 * @param name name of the target
 * @param xnnpack whether TFLite applies its XNNPACK delegate; its own kernels run otherwise
 * @param threads threads of the runtime, at least 1
 * @param profileHash SHA-256 of the profile that declares it
 */
public record EmbeddedTarget(String name, boolean xnnpack, int threads, String profileHash) {
  public EmbeddedTarget {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(profileHash, "profileHash");
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be >= 1, but is " + threads);
    }
  }
}
