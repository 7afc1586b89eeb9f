package dev.meterfarm.agent.android;

import dev.meterfarm.agent.benchmarkmodel.ToolSettings;
import dev.meterfarm.agent.driver.DeclaredTarget;
import dev.meterfarm.protocol.wire.ConfigNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A target of a phone.
 *
 * @param cluster cores to run on; empty leaves it to Android's scheduler
 * @param cores how many of them
 */
record AndroidTarget(
    String name, ToolSettings settings, Optional<CpuTopology.Kind> cluster, int cores) {
  private static final int MOST_CORES = 32;

  static AndroidTarget read(String name, ConfigNode node) {
    ToolSettings settings = ToolSettings.read(node);
    String cluster =
        node.choice(
            "cluster", settings.isGpu() ? "any" : "big", List.of("little", "medium", "big", "any"));
    return new AndroidTarget(
        name,
        settings,
        cluster.equals("any")
            ? Optional.empty()
            : Optional.of(CpuTopology.Kind.valueOf(cluster.toUpperCase(Locale.ROOT))),
        (int) node.integer("cores", settings.threads(), 1, MOST_CORES));
  }

  DeclaredTarget declared() {
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
        false);
  }

  /** The CPUs of a phone on which it runs; empty for any. */
  OptionalLong mask(CpuTopology topology) {
    return cluster
        .flatMap(kind -> topology.mask(kind, cores))
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  /** Why a phone cannot serve it, if it cannot. */
  Optional<String> objection(CpuTopology topology) {
    return cluster.isPresent() && mask(topology).isEmpty()
        ? Optional.of(
            "target "
                + name
                + " wants "
                + cores
                + " "
                + cluster.get().name().toLowerCase(Locale.ROOT)
                + " core(s), the phone has "
                + topology.text())
        : Optional.empty();
  }
}
