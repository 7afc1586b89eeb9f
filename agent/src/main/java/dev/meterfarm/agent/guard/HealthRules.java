package dev.meterfarm.agent.guard;

import dev.meterfarm.protocol.wire.ConfigNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * How a device is kept fit to measure.
 *
 * @param limits what its readings must keep to
 * @param skips hand a job back at once instead of waiting
 * @param patience how long a job waits for the device to become fit; then it is handed back
 * @param rebootAfterHours reboot between jobs when up for longer; 0 for never
 * @param driftPercent reference models that are slower than their baselines by more mean throttled
 */
public record HealthRules(
    FitnessLimits limits,
    boolean skips,
    Duration patience,
    double rebootAfterHours,
    double driftPercent) {

  /** What most phones can keep to. */
  public static HealthRules standard() {
    return new HealthRules(FitnessLimits.standard(), false, Duration.ofMinutes(5), 0, 15);
  }

  /** Rules from a profile; what is not written there is {@link #standard()}. */
  public static HealthRules read(ConfigNode node) {
    HealthRules of = standard();
    HealthRules rules =
        new HealthRules(
            FitnessLimits.read(node),
            node.choice("when-unfit", "wait", List.of("wait", "skip")).equals("skip"),
            node.duration("patience", of.patience),
            node.number("reboot-after-hours", of.rebootAfterHours, 0, 10_000),
            node.number("drift-percent", of.driftPercent, 1, 1000));
    node.end();
    return rules;
  }

  /**
   * What speaks against measuring now; empty if the device is fit.
   *
   * @param mask the CPUs that measure; empty for any
   */
  public List<String> objections(DeviceReadings of, OptionalLong mask) {
    return limits.objections(of, mask);
  }

  /** True if the device has been up for so long that it is to be restarted. */
  public boolean wantsReboot(DeviceReadings of) {
    return rebootAfterHours > 0 && of.upHours().map(up -> up > rebootAfterHours).orElse(false);
  }

  /** The rules, to be recorded with every measurement. */
  public Map<String, String> asMap() {
    Map<String, String> map = new TreeMap<>(limits.asMap());
    map.put("health.whenUnfit", skips ? "skip" : "wait");
    map.put("health.patience", patience.toString());
    map.put("health.rebootAfterHours", Double.toString(rebootAfterHours));
    map.put("health.driftPercent", Double.toString(driftPercent));
    return map;
  }
}
