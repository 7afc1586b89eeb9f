package dev.meterfarm.agent.guard;

import dev.meterfarm.protocol.wire.ConfigNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * When a device is fit to measure.
 *
 * @param leastBatteryPercent charge below which it must rest
 * @param mostBatteryCelsius battery temperature above which it must cool down
 * @param mostThermalStatus Android's thermal status above which it must cool down
 * @param mostLoad load average above which something else runs
 * @param leastDiskMegabytes free space below which nothing is pushed
 * @param screenOff whether the screen must be off
 * @param patience how long a job waits for the device to become fit; then it is handed back
 * @param rebootAfterHours reboot between jobs when up for longer; 0 for never
 * @param driftPercent a probe model that is slower than its best by more means throttled
 */
public record HealthRules(
    int leastBatteryPercent,
    double mostBatteryCelsius,
    int mostThermalStatus,
    double mostLoad,
    long leastDiskMegabytes,
    boolean screenOff,
    Duration patience,
    double rebootAfterHours,
    double driftPercent) {

  /** What most phones can keep to. */
  public static HealthRules standard() {
    return new HealthRules(20, 40, 0, 12, 200, false, Duration.ofMinutes(5), 0, 15);
  }

  /** Rules from a profile; what is not written there is {@link #standard()}. */
  public static HealthRules read(ConfigNode node) {
    HealthRules of = standard();
    HealthRules rules =
        new HealthRules(
            (int) node.integer("least-battery-percent", of.leastBatteryPercent, 0, 100),
            node.number("most-battery-celsius", of.mostBatteryCelsius, 0, 60),
            (int) node.integer("most-thermal-status", of.mostThermalStatus, 0, 6),
            node.number("most-load", of.mostLoad, 0.1, 1000),
            node.integer("least-disk-megabytes", of.leastDiskMegabytes, 1, 1 << 20),
            node.flag("screen-off", of.screenOff),
            node.duration("patience", of.patience),
            node.number("reboot-after-hours", of.rebootAfterHours, 0, 10_000),
            node.number("drift-percent", of.driftPercent, 1, 1000));
    node.end();
    return rules;
  }

  /** What speaks against measuring now; empty if the device is fit. */
  public List<String> objections(PhoneReadings of) {
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
    of.load1()
        .filter(load -> load > mostLoad)
        .ifPresent(l -> found.add("load " + l + ", at most " + mostLoad));
    of.diskFreeMegabytes()
        .filter(free -> free < leastDiskMegabytes)
        .ifPresent(f -> found.add(f + " MB of disk free, at least " + leastDiskMegabytes));
    of.screen()
        .filter(screen -> screenOff && screen.toLowerCase(Locale.ROOT).equals("awake"))
        .ifPresent(s -> found.add("the screen is on"));
    return found;
  }

  /** True if the device has been up for so long that it is to be restarted. */
  public boolean wantsReboot(PhoneReadings of) {
    return rebootAfterHours > 0 && of.upHours().map(up -> up > rebootAfterHours).orElse(false);
  }

  /** The rules, to be recorded with every measurement. */
  public Map<String, String> asMap() {
    return new TreeMap<>(
        Map.of(
            "health.leastBatteryPercent", Integer.toString(leastBatteryPercent),
            "health.mostBatteryCelsius", Double.toString(mostBatteryCelsius),
            "health.mostThermalStatus", Integer.toString(mostThermalStatus),
            "health.mostLoad", Double.toString(mostLoad),
            "health.driftPercent", Double.toString(driftPercent)));
  }
}
