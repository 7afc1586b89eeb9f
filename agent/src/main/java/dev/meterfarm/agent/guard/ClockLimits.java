package dev.meterfarm.agent.guard;

import dev.meterfarm.protocol.wire.ConfigNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * How the clocks of the CPUs that measure must be governed. The clock of the moment is no rule: an
 * idle CPU has a low one.
 *
 * @param governors that may rule them, such as {@code performance}; none for any
 * @param leastPercent of its highest clock that a CPU must be allowed to take: phones that save
 *     power, or are hot, lower that limit
 */
public record ClockLimits(List<String> governors, int leastPercent) {
  public ClockLimits {
    governors = List.copyOf(governors);
  }

  static ClockLimits none() {
    return new ClockLimits(List.of(), 0);
  }

  static ClockLimits read(ConfigNode node) {
    return new ClockLimits(
        node.texts("governors"), (int) node.integer("least-clock-percent", 0, 0, 100));
  }

  /** What speaks against measuring on the CPUs of a mask, or any. */
  List<String> objections(DeviceReadings of, OptionalLong mask) {
    List<String> found = new ArrayList<>();
    of.governors().entrySet().stream()
        .filter(cpu -> isMeant(cpu.getKey(), mask))
        .filter(cpu -> !governors.isEmpty() && !governors.contains(cpu.getValue()))
        .findFirst()
        .ifPresent(
            cpu ->
                found.add(
                    "governor of CPU "
                        + cpu.getKey()
                        + " is "
                        + cpu.getValue()
                        + ", not "
                        + String.join(" or ", governors)));
    of.clockLimitPercent().entrySet().stream()
        .filter(cpu -> isMeant(cpu.getKey(), mask) && cpu.getValue() < leastPercent)
        .findFirst()
        .ifPresent(
            cpu ->
                found.add(
                    "CPU "
                        + cpu.getKey()
                        + " is held at "
                        + cpu.getValue()
                        + " % of its clock, at least "
                        + leastPercent
                        + " %"));
    return found;
  }

  private static boolean isMeant(int cpu, OptionalLong mask) {
    return mask.isEmpty() || (cpu < Long.SIZE && (mask.getAsLong() >> cpu & 1) == 1);
  }

  Map<String, String> asMap() {
    return new TreeMap<>(
        Map.of(
            "health.governors",
            governors.isEmpty() ? "any" : String.join(" ", governors),
            "health.leastClockPercent",
            Integer.toString(leastPercent)));
  }
}
