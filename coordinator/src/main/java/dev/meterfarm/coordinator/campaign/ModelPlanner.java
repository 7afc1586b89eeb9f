package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.cost.OpCost;
import dev.meterfarm.graph.cost.OpCosts;
import dev.meterfarm.graph.json.GraphJson;
import dev.meterfarm.protocol.device.TimingTraits;
import dev.meterfarm.protocol.job.ModelRecipe;

/**
 * Turns graphs into recipes, and guesses what measuring them costs. The guesses only size jobs and
 * batches; the budget itself is kept by a clock. Immutable.
 */
final class ModelPlanner {
  private static final double FIXED_LOAD_NANOS = 1.5e6;

  /** Where models are visited in series, their shaders are compiled first. */
  private static final double COMPILE_NANOS = 4e7;

  private static final double LOAD_NANOS_PER_BYTE = 1.2;
  private static final double NANOS_PER_OP = 500;

  private final VisitStyle style;
  private final long visitNanos;
  private final double loadNanos;
  private final double nanosPerFlop;
  private final double nanosPerByte;

  /**
   * A planner for one target.
   *
   * @param traits how times come about there
   */
  ModelPlanner(TimingTraits traits) {
    this(traits, false);
  }

  /**
   * A planner for one target.
   *
   * @param softwareGpu whether a CPU acts as its GPU; one core of it does about 1.3 GFLOP/s
   */
  ModelPlanner(TimingTraits traits, boolean softwareGpu) {
    this.style = VisitStyle.of(traits);
    this.visitNanos = traits.visitNanos();
    boolean slow = style == VisitStyle.SERIES;
    this.loadNanos = slow ? COMPILE_NANOS : FIXED_LOAD_NANOS;
    // Too high a guess makes jobs smaller, and leaves large networks out.
    this.nanosPerFlop = 1 / (softwareGpu ? 1.3 : slow ? 8.0 : 50.0);
    this.nanosPerByte = 1 / (softwareGpu ? 0.5 : slow ? 2.0 : 8.0);
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
        NANOS_PER_OP * graph.ops().size()
            + nanosPerFlop * cost.flops()
            + nanosPerByte * cost.bytes();
    return new PlannedModel(
        recipe,
        style,
        run,
        loadNanos + LOAD_NANOS_PER_BYTE * cost.weightBytes(),
        cost.weightBytes() + cost.outputBytes(),
        visitNanos);
  }
}
