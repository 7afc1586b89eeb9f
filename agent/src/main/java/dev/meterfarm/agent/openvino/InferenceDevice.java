package dev.meterfarm.agent.openvino;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The kinds of devices that OpenVINO drives, by their names there. */
enum InferenceDevice {
  CPU("this machine's processor", ""),
  GPU("an Intel GPU", "an Intel GPU"),
  NPU("the neural unit of a Core Ultra processor", "an Intel NPU"),
  MYRIAD("a Neural Compute Stick 2 or another Myriad X", "a Myriad X");

  private final String description;
  private final String neverRunOn;

  InferenceDevice(String description, String neverRunOn) {
    this.description = description;
    this.neverRunOn = neverRunOn;
  }

  /** In a few words, for people. */
  String description() {
    return description;
  }

  /** The hardware that Meterfarm's authors never ran it on; empty if they did. */
  String neverRunOn() {
    return neverRunOn;
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
