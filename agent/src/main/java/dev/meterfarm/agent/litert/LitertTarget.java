package dev.meterfarm.agent.litert;

import java.util.Objects;

/**
 * One way of running models with LiteRT.
 *
 * @param name name of the target
 * @param accelerator what models run on
 * @param threads threads of the runtime; 1 for anything but the CPU
 * @param profileHash SHA-256 of the profile that declares it
 */
record LitertTarget(String name, Accelerator accelerator, int threads, String profileHash) {
  LitertTarget {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(accelerator, "accelerator");
    Objects.requireNonNull(profileHash, "profileHash");
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be >= 1, but is " + threads);
    }
  }
}
