package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.cost.OpCost;
import dev.meterfarm.graph.cost.OpCosts;
import dev.meterfarm.graph.json.GraphJson;
import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.device.TimingTraits;
import dev.meterfarm.protocol.job.ModelRecipe;

/**
 * Turns graphs into recipes, and guesses what measuring them costs. The guesses only size jobs and
 * batches; the budget itself is kept by a clock. Thread-safe.
 */
final class ModelPlanner {
  private static final double FIXED_LOAD_NANOS = 1.5e6;

  /** Where runs are timed back to back: shaders are compiled, and every sample takes its time. */
  private static final double FIXED_SLOPE_NANOS = 4e8;

  private static final double LOAD_NANOS_PER_BYTE = 1.2;

  private final long visitNanos;
  private final double loadNanos;
  private volatile double nanosPerFlop = 1 / 50.0;
  private volatile double nanosPerByte = 1 / 8.0;
  private volatile double fixedNanos = 500;

  /**
   * A planner for one target.
   *
   * @param traits how times come about there
   */
  ModelPlanner(TimingTraits traits) {
    this.visitNanos = traits.visitNanos();
    this.loadNanos =
        traits.statistic() == LabelStatistic.SLOPE ? FIXED_SLOPE_NANOS : FIXED_LOAD_NANOS;
  }

  /** Better rates, once they are known. */
  void learn(double fixed, double perFlop, double perByte) {
    fixedNanos = fixed;
    nanosPerFlop = perFlop;
    nanosPerByte = perByte;
  }

  /** The recipe of a generated graph. */
  static ModelRecipe recipe(String name, Graph graph) {
    return new ModelRecipe(
        ModelRecipe.Form.GRAPH, name, GraphJson.write(graph), GraphJson.hash(graph));
  }

  /** A generated graph, ready to be put into a job. */
  PlannedModel plan(String name, Graph graph) {
    return plan(recipe(name, graph), graph);
  }

  /** A model of which both recipe and graph are known. */
  PlannedModel plan(ModelRecipe recipe, Graph graph) {
    OpCost cost = OpCosts.total(graph);
    double run =
        fixedNanos * graph.ops().size() + nanosPerFlop * cost.flops() + nanosPerByte * cost.bytes();
    return new PlannedModel(
        recipe,
        run,
        loadNanos + LOAD_NANOS_PER_BYTE * cost.weightBytes(),
        cost.weightBytes() + cost.outputBytes(),
        visitNanos);
  }
}
