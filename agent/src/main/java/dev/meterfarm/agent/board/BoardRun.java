package dev.meterfarm.agent.board;

import dev.meterfarm.agent.benchmarkmodel.ToolBuild;
import dev.meterfarm.agent.benchmarkmodel.ToolTarget;
import dev.meterfarm.agent.benchmarkmodel.Visit;
import dev.meterfarm.agent.benchmarkmodel.VisitPlan;
import dev.meterfarm.agent.benchmarkmodel.VisitResults;
import dev.meterfarm.agent.child.ModelFile;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.device.PreparedModel;
import dev.meterfarm.protocol.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** One job on this machine: run after run of the tool. */
final class BoardRun {
  private final BoardTool tool;
  private final OptionalLong mask;
  private final List<ModelFile> references;
  private final PreparedJob job;
  private final VisitPlan plan;
  private final VisitResults results;
  private final long start = System.nanoTime();

  BoardRun(
      BoardTool tool,
      ToolBuild build,
      ToolTarget target,
      OptionalLong mask,
      List<ModelFile> references,
      PreparedJob job) {
    this.tool = tool;
    this.mask = mask;
    this.references = references;
    this.job = job;
    this.plan = new VisitPlan(job.spec().plan(), target.settings(), build, references.size());
    this.results =
        new VisitResults(
            job.spec().plan(),
            target.settings().isGpu(),
            build.statistic(),
            references.stream().map(ModelFile::name).toList());
  }

  DeviceReport execute() throws InterruptedException {
    List<Integer> models = new ArrayList<>();
    for (int i = 0; i < job.models().size(); i++) {
      if (job.models().get(i) instanceof PreparedModel.OnDisk) {
        models.add(i);
      }
    }
    if (!models.isEmpty()) {
      execute(plan.sizing(models));
      List<Integer> left = models.stream().filter(model -> !results.hasFailed(model)).toList();
      long seed = job.spec().key().hashCode();
      execute(plan.visits(left, results.sizes(), seed));
      List<Integer> again = results.startAgain();
      if (!again.isEmpty()) {
        execute(plan.again(again, results.sizes(), seed));
      }
    }
    return new DeviceReport(
        Duration.ofNanos(System.nanoTime() - start),
        results.outcomes(job),
        results.references(),
        Map.of());
  }

  private void execute(List<Visit> visits) throws InterruptedException {
    for (Visit visit : visits) {
      boolean isReference = visit.isReference();
      if (!isReference && results.hasFailed(visit.model())) {
        continue;
      }
      PreparedModel model = isReference ? null : job.models().get(visit.model());
      String name = model == null ? references.get(visit.model()).name() : model.name();
      List<String> flags = new ArrayList<>(List.of("--graph=" + file(visit)));
      flags.addAll(visit.flags());
      long at = (System.nanoTime() - start) / 1_000_000;
      results.add(
          visit, model == null ? "" : model.hash(), name, tool.run(mask, flags, left(name)), at);
    }
  }

  private String file(Visit visit) {
    return visit.isReference()
        ? references.get(visit.model()).path()
        : ((PreparedModel.OnDisk) job.models().get(visit.model())).file().toString();
  }

  /** What is left of the job's time. */
  private Duration left(String name) {
    Duration left = job.spec().plan().deadline().minusNanos(System.nanoTime() - start);
    if (left.isNegative() || left.isZero()) {
      throw new DeviceException(
          ErrorCode.RUN_TIMED_OUT,
          "job "
              + job.spec().key()
              + " took longer than "
              + job.spec().plan().deadline()
              + "; it was at model '"
              + name
              + "'");
    }
    return left;
  }
}
