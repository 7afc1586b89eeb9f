package dev.meterfarm.agent.guard;

import dev.meterfarm.protocol.wire.ConfigNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Between which readings a device is fit to measure. A reading that a device does not give speaks
 * against nothing.
 *
 * @param leastBatteryPercent charge below which it must rest
 * @param mostBatteryCelsius battery temperature above which it must cool down
 * @param mostThermalStatus Android's thermal status above which it must cool down
 * @param mostCelsius temperature of any sensor above which it must cool down
 * @param mostLoad load average above which something else runs
 * @param leastMemoryMegabytes memory to be had below which models do not fit
 * @param leastDiskMegabytes free space below which nothing is pushed
 * @param screenOff whether the screen must be off
 * @param clocks how the clocks of the CPUs must be governed
 */
public record FitnessLimits(
    int leastBatteryPercent,
    double mostBatteryCelsius,
    int mostThermalStatus,
    double mostCelsius,
    double mostLoad,
    long leastMemoryMegabytes,
    long leastDiskMegabytes,
    boolean screenOff,
    ClockLimits clocks) {
  /** What most phones can keep to. */
  static FitnessLimits standard() {
    return new FitnessLimits(20, 40, 0, 95, 12, 0, 200, false, ClockLimits.none());
  }

  static FitnessLimits read(ConfigNode node) {
    FitnessLimits of = standard();
    return new FitnessLimits(
        (int) node.integer("least-battery-percent", of.leastBatteryPercent, 0, 100),
        node.number("most-battery-celsius", of.mostBatteryCelsius, 0, 60),
        (int) node.integer("most-thermal-status", of.mostThermalStatus, 0, 6),
        node.number("most-celsius", of.mostCelsius, 0, 150),
        node.number("most-load", of.mostLoad, 0.1, 1000),
        node.integer("least-memory-megabytes", of.leastMemoryMegabytes, 0, 1 << 20),
        node.integer("least-disk-megabytes", of.leastDiskMegabytes, 1, 1 << 20),
        node.flag("screen-off", of.screenOff),
        ClockLimits.read(node));
  }

  /**
   * What speaks against measuring now; empty if the device is fit.
   *
   * @param mask the CPUs that measure; empty for any
   */
  List<String> objections(DeviceReadings of, OptionalLong mask) {
    List<String> found = new ArrayList<>();
    of.batteryPercent()
        .filter(percent -> percent < leastBatteryPercent)
        .ifPresent(
            p -> found.add("battery at " + p + " %, at least " + leastBatteryPercent + " %"));
    of.batteryCelsius()
        .filter(celsius -> celsius > mostBatteryCelsius)
        .ifPresent(c -> found.add("battery at " + c + " C, at most " + mostBatteryCelsius + " C"));
    of.thermalStatus()
        .filter(status -> status > mostThermalStatus)
        .ifPresent(s -> found.add("thermal status " + s + ", at most " + mostThermalStatus));
    of.celsius().entrySet().stream()
        .filter(sensor -> sensor.getValue() > mostCelsius)
        .findFirst()
        .ifPresent(
            s -> found.add(s.getKey() + " at " + s.getValue() + " C, at most " + mostCelsius));
    of.load1()
        .filter(load -> load > mostLoad)
        .ifPresent(l -> found.add("load " + l + ", at most " + mostLoad));
    of.memoryFreeMegabytes()
        .filter(free -> free < leastMemoryMegabytes)
        .ifPresent(f -> found.add(f + " MB of memory free, at least " + leastMemoryMegabytes));
    of.diskFreeMegabytes()
        .filter(free -> free < leastDiskMegabytes)
        .ifPresent(f -> found.add(f + " MB of disk free, at least " + leastDiskMegabytes));
    of.screen()
        .filter(screen -> screenOff && screen.toLowerCase(Locale.ROOT).equals("awake"))
        .ifPresent(s -> found.add("the screen is on"));
    found.addAll(clocks.objections(of, mask));
    return found;
  }

  Map<String, String> asMap() {
    Map<String, String> map =
        new TreeMap<>(
            Map.of(
                "health.leastBatteryPercent", Integer.toString(leastBatteryPercent),
                "health.mostBatteryCelsius", Double.toString(mostBatteryCelsius),
                "health.mostThermalStatus", Integer.toString(mostThermalStatus),
                "health.mostCelsius", Double.toString(mostCelsius),
                "health.mostLoad", Double.toString(mostLoad),
                "health.leastMemoryMegabytes", Long.toString(leastMemoryMegabytes),
                "health.leastDiskMegabytes", Long.toString(leastDiskMegabytes),
                "health.screenOff", Boolean.toString(screenOff)));
    map.putAll(clocks.asMap());
    return map;
  }
}
