package dev.meterfarm.agent.simulated;

import dev.meterfarm.protocol.wire.ConfigNode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What a simulated target is like.
 *
 * @param rules which ops it fuses
 * @param gigaflops arithmetic per nanosecond
 * @param gigabytesPerSecond memory traffic while everything fits into the cache
 * @param cacheKilobytes a kernel that touches more than this is slowed down
 * @param kernelCost fixed cost of a kernel
 * @param invocationCost fixed cost of an invocation
 * @param noisePercent spread of single runs
 * @param spikePercent how many runs are hit by something else and take several times as long
 * @param driftPercentPerHour how much slower everything gets
 * @param realTimeFactor how much of the simulated time really passes; 0 for none
 * @param seed what noise follows from
 */
public record SimulatedSettings(
    FusionRules rules,
    double gigaflops,
    double gigabytesPerSecond,
    long cacheKilobytes,
    Duration kernelCost,
    Duration invocationCost,
    double noisePercent,
    double spikePercent,
    double driftPercentPerHour,
    double realTimeFactor,
    long seed) {
  public SimulatedSettings {
    Objects.requireNonNull(rules, "rules");
    Objects.requireNonNull(kernelCost, "kernelCost");
    Objects.requireNonNull(invocationCost, "invocationCost");
  }

  /** A middling CPU with little noise. */
  public static SimulatedSettings standard() {
    return new SimulatedSettings(
        FusionRules.standard(),
        40,
        12,
        1024,
        Duration.ofNanos(900),
        Duration.ofNanos(400),
        1.5,
        1,
        0,
        0,
        1);
  }

  /** Settings from a profile; what is not written there is {@link #standard()}. */
  public static SimulatedSettings read(ConfigNode node) {
    SimulatedSettings standard = standard();
    return new SimulatedSettings(
        rules(node),
        node.number("gigaflops", standard.gigaflops, 0.001, 1e6),
        node.number("gigabytes-per-second", standard.gigabytesPerSecond, 0.001, 1e6),
        node.integer("cache-kilobytes", standard.cacheKilobytes, 1, 1 << 30),
        node.duration("kernel-cost", standard.kernelCost),
        node.duration("invocation-cost", standard.invocationCost),
        node.number("noise-percent", standard.noisePercent, 0, 50),
        node.number("spike-percent", standard.spikePercent, 0, 50),
        node.number("drift-percent-per-hour", standard.driftPercentPerHour, -50, 1000),
        node.number("real-time-factor", standard.realTimeFactor, 0, 100),
        node.integer("seed", standard.seed, Long.MIN_VALUE, Long.MAX_VALUE));
  }

  private static FusionRules rules(ConfigNode node) {
    List<String> pairs = node.texts("fuses");
    if (!node.has("fuses")) {
      return FusionRules.standard();
    }
    try {
      return new FusionRules(pairs);
    } catch (IllegalArgumentException e) {
      node.problem("fuses", pairs.toString(), e.getMessage(), "");
      return FusionRules.standard();
    }
  }
}
