package dev.meterfarm.agent.openvino;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a build of the tool can do: flags by its own help, everything else by its version.
 *
 * @param version the runtime's version; empty for a build that does not tell
 * @param isPython whether it is the script of the wheel rather than the C++ program
 * @param flags the flags that it knows, without their dash
 * @param devices the devices that it sees
 */
record ToolCapabilities(
    Optional<OpenVinoVersion> version, boolean isPython, Set<String> flags, List<String> devices) {
  private static final Pattern FLAG =
      Pattern.compile("(?m)(?:^|[\\s\\[,(])-{1,2}([a-z][a-z_]*)\\b");
  private static final Pattern DEVICES =
      Pattern.compile("(?m)^\\s*(?:\\[ INFO \\] )?Available (?:target )?devices:\\s*(.*)$");
  private static final OpenVinoVersion UNKNOWN = new OpenVinoVersion(2022, 1, 0);

  ToolCapabilities {
    flags = Set.copyOf(flags);
    devices = List.copyOf(devices);
  }

  /** What the tool's help says; its version is told by a run. */
  static ToolCapabilities ofHelp(String help) {
    Set<String> flags = new TreeSet<>();
    Matcher flag = FLAG.matcher(help);
    while (flag.find()) {
      flags.add(flag.group(1));
    }
    List<String> devices = new ArrayList<>();
    Matcher listed = DEVICES.matcher(help);
    if (listed.find()) {
      for (String device : List.of(listed.group(1).strip().split("[\\s,]+"))) {
        if (!device.isEmpty()) {
          devices.add(device);
        }
      }
    }
    boolean python = help.contains("usage: benchmark_app") || help.contains("usage: benchmark.py");
    return new ToolCapabilities(Optional.empty(), python, flags, devices);
  }

  ToolCapabilities withVersion(Optional<OpenVinoVersion> told) {
    return new ToolCapabilities(told, isPython, flags, devices);
  }

  boolean knows(String flag) {
    return flags.contains(flag);
  }

  /** The version, or one in the middle where it is not told. */
  OpenVinoVersion assumedVersion() {
    return version.orElse(UNKNOWN);
  }

  /** The interface of 2022.1: version 11 of the format, small letters for precisions. */
  boolean hasNewInterface() {
    return assumedVersion().isAtLeast(2022, 1);
  }

  /**
   * True if the help lists such a device, as {@code GPU} or {@code GPU.0}; or lists none at all.
   */
  boolean sees(InferenceDevice device) {
    return devices.isEmpty()
        || devices.stream()
            .anyMatch(of -> of.equals(device.name()) || of.startsWith(device.name() + "."));
  }
}
