package dev.meterfarm.agent.benchmarkmodel;

import dev.meterfarm.agent.guard.CpuTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Tries the GPU before a target on it is announced: a build knows the flags of its GPU delegate
 * whether or not the device has a driver for it.
 */
public final class GpuTrial {
  private static final int RUNS = 5;

  /** Runs the tool on a reference model that every GPU can run. */
  @FunctionalInterface
  public interface Runner {
    /**
     * One run.
     *
     * @param mask CPUs to run on; empty for any
     * @param flags those besides the model's own
     */
    ToolRun run(OptionalLong mask, List<String> flags) throws InterruptedException;
  }

  private GpuTrial() {}

  /** The same choice without the GPU targets for which a trial fails. */
  public static ToolBuild.Choice of(ToolBuild.Choice choice, CpuTopology topology, Runner runner)
      throws InterruptedException {
    List<ToolTarget> serving = new ArrayList<>();
    Map<String, String> leftOut = new TreeMap<>(choice.leftOut());
    for (ToolTarget target : choice.serving()) {
      Optional<String> failure =
          target.settings().isGpu() ? failure(target, topology, runner) : Optional.empty();
      if (failure.isPresent()) {
        leftOut.put(
            target.name(),
            "target " + target.name() + ": the GPU does not run models: " + failure.get());
      } else {
        serving.add(target);
      }
    }
    return new ToolBuild.Choice(serving, leftOut);
  }

  private static Optional<String> failure(ToolTarget target, CpuTopology topology, Runner runner)
      throws InterruptedException {
    List<String> flags = new ArrayList<>(VisitFlags.exactly(RUNS, VisitPlan.REFERENCE_PLAN));
    flags.addAll(target.settings().flags());
    ToolRun run = runner.run(target.mask(topology), flags);
    try {
      BenchmarkOutputParser.parse(run.out(), run.err(), run.status(), true);
      return Optional.empty();
    } catch (UnusableOutputException e) {
      return Optional.of(e.getMessage());
    }
  }
}
