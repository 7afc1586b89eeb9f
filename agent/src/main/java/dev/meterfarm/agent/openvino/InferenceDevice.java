package dev.meterfarm.agent.openvino;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The kinds of devices that OpenVINO drives, by their names there. */
enum InferenceDevice {
  CPU("this machine's processor"),
  GPU("an Intel GPU"),
  NPU("the neural unit of a Core Ultra processor"),
  MYRIAD("a Neural Compute Stick 2 or another Myriad X");

  private final String description;

  InferenceDevice(String description) {
    this.description = description;
  }

  /** In a few words, for people. */
  String description() {
    return description;
  }

  /** The words of profiles. */
  static List<String> words() {
    return Arrays.stream(values()).map(Enum::name).toList();
  }

  /** In the name of a target, such as {@code openvino-cpu}. */
  String targetName() {
    return "openvino-" + name().toLowerCase(Locale.ROOT);
  }

  /** Whether the graph that is executed tells which layers became one; elsewhere counters do. */
  boolean tellsGraph() {
    return switch (this) {
      case CPU, GPU -> true;
      // A dummy on NPU; on MYRIAD what the plug-in merged is simply missing.
      case NPU, MYRIAD -> false;
    };
  }
}
