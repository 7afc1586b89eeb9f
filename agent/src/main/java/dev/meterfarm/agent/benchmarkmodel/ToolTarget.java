package dev.meterfarm.agent.benchmarkmodel;

import dev.meterfarm.agent.driver.DeclaredTarget;
import dev.meterfarm.agent.guard.CpuTopology;
import dev.meterfarm.protocol.wire.ConfigNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A target of a phone or board.
 *
 * @param cluster cores to run on; empty leaves it to the device's scheduler
 * @param cores how many of them
 */
public record ToolTarget(
    String name, ToolSettings settings, Optional<CpuTopology.Kind> cluster, int cores) {
  private static final int MOST_CORES = 32;

  /**
   * Reads the settings of a target.
   *
   * @param usual the cluster where none is given: {@code big} or {@code any}
   */
  public static ToolTarget read(String name, ConfigNode node, String usual) {
    ToolSettings settings = ToolSettings.read(node);
    String cluster =
        node.choice(
            "cluster", settings.isGpu() ? "any" : usual, List.of("little", "medium", "big", "any"));
    return new ToolTarget(
        name,
        settings,
        cluster.equals("any")
            ? Optional.empty()
            : Optional.of(CpuTopology.Kind.valueOf(cluster.toUpperCase(Locale.ROOT))),
        (int) node.integer("cores", settings.threads(), 1, MOST_CORES));
  }

  /**
   * For lists of targets.
   *
   * @param neverRunOn as in {@link DeclaredTarget}
   */
  public DeclaredTarget declared(String neverRunOn) {
    return new DeclaredTarget(
        name,
        settings.asMap().get("delegate")
            + ", "
            + settings.asMap().get("precision")
            + ", "
            + settings.threads()
            + (settings.threads() == 1 ? " thread, " : " threads, ")
            + cluster.map(of -> cores + " " + of.name().toLowerCase(Locale.ROOT)).orElse("any")
            + " core(s)",
        false,
        neverRunOn);
  }

  /** The CPUs of a device on which it runs; empty for any. */
  public OptionalLong mask(CpuTopology topology) {
    return cluster
        .flatMap(kind -> topology.mask(kind, cores))
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  /** Why a device cannot serve it, if it cannot. */
  public Optional<String> objection(CpuTopology topology) {
    return cluster.isPresent() && mask(topology).isEmpty()
        ? Optional.of(
            "target "
                + name
                + " wants "
                + cores
                + " "
                + cluster.get().name().toLowerCase(Locale.ROOT)
                + " core(s), the device has "
                + topology.text())
        : Optional.empty();
  }
}
