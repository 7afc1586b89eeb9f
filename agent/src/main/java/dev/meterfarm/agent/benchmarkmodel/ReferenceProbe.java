package dev.meterfarm.agent.benchmarkmodel;

import dev.meterfarm.protocol.measurement.ReferenceReading;
import java.util.List;

/** Visits the reference models outside any job, to see how fast a device is right now. */
public final class ReferenceProbe {
  /** Runs the tool on a device. */
  @FunctionalInterface
  public interface Runner {
    /** One run; the model is a reference model. */
    ToolRun run(Visit visit) throws InterruptedException;
  }

  private ReferenceProbe() {}

  /**
   * Visits each reference model once.
   *
   * @param names of the reference models
   */
  public static List<ReferenceReading> run(
      ToolTarget target, ToolBuild build, List<String> names, Runner runner)
      throws InterruptedException {
    VisitPlan plan =
        new VisitPlan(VisitPlan.REFERENCE_PLAN, target.settings(), build, names.size());
    VisitResults results =
        new VisitResults(
            VisitPlan.REFERENCE_PLAN, target.settings().isGpu(), build.statistic(), names);
    for (Visit visit : plan.references()) {
      results.add(visit, "", names.get(visit.model()), runner.run(visit), 0);
    }
    return results.references();
  }
}
