package dev.meterfarm.agent.guard;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The answer to a script that asks many things at once, so that a slow link is crossed only once.
 * Each part begins with a line {@code @@ name}. What could not be read is an empty part.
 */
public final class Survey {
  private static final String MARK = "@@ ";
  private static final String CPUS = "/sys/devices/system/cpu/cpu[0-9]*/";
  private static final String HIGHEST_CLOCKS = "grep . " + CPUS + "cpufreq/cpuinfo_max_freq";

  private final Map<String, String> parts;

  private Survey(Map<String, String> parts) {
    this.parts = parts;
  }

  /** What never changes while a device runs. */
  public static String identityScript() {
    return script(
        Map.of(
            "properties", "getprop",
            "capacities", "grep . " + CPUS + "cpu_capacity",
            "maxima", HIGHEST_CLOCKS,
            "possible", "cat /sys/devices/system/cpu/possible",
            "parts", "grep 'CPU part' /proc/cpuinfo",
            "features", "grep -m1 Features /proc/cpuinfo",
            "tree", "cat /proc/device-tree/model",
            "gles", "dumpsys SurfaceFlinger | grep GLES"));
  }

  /**
   * What changes from job to job.
   *
   * @param folder where models go
   * @param mask CPUs to run on, about which is asked whether programs may: cores go offline, and
   *     groups of programs are confined; empty for any
   */
  public static String readingsScript(String folder, OptionalLong mask) {
    Map<String, String> commands =
        new TreeMap<>(
            Map.of(
                "battery", "dumpsys battery",
                "thermal", "dumpsys thermalservice",
                "zones",
                    "grep . /sys/class/thermal/thermal_zone*/type"
                        + " /sys/class/thermal/thermal_zone*/temp",
                "power", "dumpsys power | grep mWakefulness=",
                "load", "cat /proc/loadavg",
                "uptime", "cat /proc/uptime",
                "memory", "cat /proc/meminfo",
                "disk", "df -k " + folder));
    commands.put("governors", "grep . " + CPUS + "cpufreq/scaling_governor");
    commands.put("clocks", "grep . " + CPUS + "cpufreq/scaling_cur_freq");
    commands.put("limits", "grep . " + CPUS + "cpufreq/scaling_max_freq");
    commands.put("maxima", HIGHEST_CLOCKS);
    mask.ifPresent(
        of ->
            commands.put(
                "allowed",
                "(taskset "
                    + Long.toHexString(of)
                    + " grep Cpus_allowed: /proc/self/status 2>&1)"));
    return script(commands);
  }

  private static String script(Map<String, String> commands) {
    StringBuilder script = new StringBuilder();
    new TreeMap<>(commands)
        .forEach(
            (name, command) ->
                script
                    .append("echo '")
                    .append(MARK)
                    .append(name)
                    .append("'; ")
                    .append(command)
                    .append(" 2>/dev/null; "));
    return script.append("echo '").append(MARK).append("end'").toString();
  }

  /** Reads an answer; text before the first part is left out. */
  public static Survey parse(String text) {
    Map<String, String> parts = new TreeMap<>();
    StringBuilder part = null;
    String name = "";
    for (String line : (Iterable<String>) text.lines()::iterator) {
      if (line.startsWith(MARK)) {
        if (part != null) {
          parts.put(name, part.toString());
        }
        name = line.substring(MARK.length()).strip();
        part = new StringBuilder();
      } else if (part != null) {
        part.append(line).append('\n');
      }
    }
    if (part != null) {
      parts.put(name, part.toString());
    }
    return new Survey(parts);
  }

  /** True if the device answered to the end. */
  public boolean isComplete() {
    return parts.containsKey("end");
  }

  /** A part; empty if it was not answered. */
  public String part(String name) {
    return parts.getOrDefault(name, "");
  }
}
