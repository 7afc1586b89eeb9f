package dev.meterfarm.agent.openvino;

import dev.meterfarm.graph.openvino.IrPrecision;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * One way of running models through OpenVINO.
 *
 * @param name name of the target
 * @param device where
 * @param precision what the floats of models become
 * @param threads threads of the runtime, on a CPU
 * @param runDeadline after this long a single run of the tool counts as hung
 * @param profileHash SHA-256 of the profile that declares it
 */
record OpenVinoTarget(
    String name,
    InferenceDevice device,
    IrPrecision precision,
    int threads,
    Duration runDeadline,
    String profileHash) {
  OpenVinoTarget {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(device, "device");
    Objects.requireNonNull(precision, "precision");
    Objects.requireNonNull(runDeadline, "runDeadline");
    Objects.requireNonNull(profileHash, "profileHash");
  }

  /** The settings in a few words, for people. */
  String settings() {
    String words = "OpenVINO " + device + ", " + precision.name().toLowerCase(Locale.ROOT);
    return device == InferenceDevice.CPU
        ? words + ", " + threads + (threads == 1 ? " thread" : " threads")
        : words;
  }
}
