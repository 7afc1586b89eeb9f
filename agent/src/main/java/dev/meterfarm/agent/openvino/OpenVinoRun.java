package dev.meterfarm.agent.openvino;

import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.device.PreparedModel;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.UnwritableGraphException;
import dev.meterfarm.graph.cost.OpCost;
import dev.meterfarm.graph.cost.OpCosts;
import dev.meterfarm.graph.openvino.IrVersion;
import dev.meterfarm.graph.openvino.OpenVinoWriter;
import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.ErrorType;
import dev.meterfarm.protocol.job.RunPlan;
import dev.meterfarm.protocol.measurement.ExecutedOp;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job: models are written as files, visited in turn, round by round, each visit a process of
 * its own; then, if the plan asks for it, each runs once more for its structure.
 */
final class OpenVinoRun {
  private static final Logger LOG = LoggerFactory.getLogger(OpenVinoRun.class);

  /** Guess of a slow core, for the number of runs of a first visit. */
  private static final double NANOS_PER_FLOP = 1 / 20.0;

  private static final double NANOS_PER_BYTE = 1 / 4.0;
  private static final double FIXED_NANOS = 10_000;
  private static final long STRUCTURE_RUNS = 8;
  private static final int MOST_CRASHES = 2;

  /** One model of the job that can be run. */
  private static final class Model {
    final int index;
    final String hash;
    final String name;
    final Path file;
    final List<Latencies> visits = new ArrayList<>();
    double runNanos;
    List<ExecutedOp> executed = List.of();

    Model(int index, String hash, String name, Path file, double runNanos) {
      this.index = index;
      this.hash = hash;
      this.name = name;
      this.file = file;
      this.runNanos = runNanos;
    }
  }

  /** What the device lends to a job. */
  record Equipment(
      String device,
      OpenVinoTool tool,
      PowerCycle powerCycle,
      LabelStatistic statistic,
      OpenVinoReferences references) {}

  private final Equipment of;
  private final OpenVinoTarget target;
  private final PreparedJob job;
  private final Path folder;
  private final Path reports;
  private final long start = System.nanoTime();
  private final long end;
  private final ModelOutcome[] outcomes;
  private final List<Model> left = new ArrayList<>();
  private final List<ReferenceReading> readings = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>();
  private int crashes;
  private boolean powerCycled;

  /**
   * A job that has not begun.
   *
   * @param folder an empty folder for its files
   */
  OpenVinoRun(Equipment of, OpenVinoTarget target, PreparedJob job, Path folder) {
    this.of = of;
    this.target = target;
    this.job = job;
    this.folder = folder;
    this.reports = folder.resolve("reports");
    this.end = start + job.spec().plan().deadline().toNanos();
    this.outcomes = new ModelOutcome[job.models().size()];
  }

  DeviceReport execute() throws InterruptedException {
    prepare();
    RunPlan plan = job.spec().plan();
    Random order = new Random(job.spec().key().hashCode());
    visitReferences();
    for (int round = 0; round < plan.rounds(); round++) {
      List<Model> turn = new ArrayList<>(left);
      Collections.shuffle(turn, order);
      for (Model model : turn) {
        visit(model, plan);
      }
    }
    if (plan.profile()) {
      for (Model model : List.copyOf(left)) {
        look(model);
      }
    }
    left.forEach(model -> outcomes[model.index] = measured(model));
    return new DeviceReport(
        Duration.ofNanos(System.nanoTime() - start), List.of(outcomes), readings, environment);
  }

  private void prepare() {
    try {
      Files.createDirectory(reports);
    } catch (IOException e) {
      throw new DeviceException(
          ErrorCode.STORAGE_FAILED, "cannot make folder " + reports + " for reports", e);
    }
    for (int i = 0; i < outcomes.length; i++) {
      PreparedModel model = job.models().get(i);
      if (model instanceof PreparedModel.Refused refused) {
        outcomes[i] = refused.outcome();
      } else if (model instanceof PreparedModel.InMemory graph) {
        write(i, graph);
      } else {
        throw new IllegalArgumentException("model '" + model.name() + "' is not a graph");
      }
    }
  }

  private void write(int index, PreparedModel.InMemory model) {
    Path file = folder.resolve(index + ".xml");
    try {
      OpenVinoWriter.write(model.graph(), file, version(), target.precision());
      left.add(new Model(index, model.hash(), model.name(), file, guess(model.graph())));
    } catch (UnwritableGraphException e) {
      outcomes[index] =
          new ModelOutcome.Failed(model.hash(), ErrorCode.MODEL_UNSUPPORTED, e.getMessage());
    }
  }

  private IrVersion version() {
    return of.tool().capabilities().hasNewInterface() ? IrVersion.V11 : IrVersion.V10;
  }

  private static double guess(Graph graph) {
    OpCost cost = OpCosts.total(graph);
    return FIXED_NANOS + NANOS_PER_FLOP * cost.flops() + NANOS_PER_BYTE * cost.bytes();
  }

  private void visitReferences() throws InterruptedException {
    for (OpenVinoReferences.Reference reference : of.references().due(target, version())) {
      OpenVinoTool.Outcome outcome =
          attempt(reference.file(), reference.runs(), "reference model " + reference.name());
      if (outcome instanceof OpenVinoTool.Outcome.Ran ran) {
        readings.add(
            new ReferenceReading(
                reference.name(),
                ran.latencies().value(of.statistic()),
                (System.nanoTime() - start) / 1_000_000));
      }
    }
  }

  private void visit(Model model, RunPlan plan) throws InterruptedException {
    if (!left.contains(model)) {
      return;
    }
    double wanted = Math.ceil(plan.minTime().toNanos() / model.runNanos);
    long runs = (long) Math.max(plan.minRuns(), Math.min(plan.maxRuns(), wanted));
    OpenVinoTool.Outcome outcome = attempt(model.file, runs, "model '" + model.name + "'");
    if (outcome instanceof OpenVinoTool.Outcome.Ran ran) {
      model.visits.add(ran.latencies());
      model.runNanos = ran.latencies().medianNanos();
      ran.console().temperature().ifPresent(t -> environment.put("deviceCelsius", t));
    } else if (outcome instanceof OpenVinoTool.Outcome.Failed failed) {
      refuse(model, failed.failure());
    }
  }

  private void look(Model model) throws InterruptedException {
    OpenVinoTool.Structure structure =
        of.tool()
            .structure(target, model.file, STRUCTURE_RUNS, reports, timeLeft(target.runDeadline()));
    model.executed = structure.executed();
    // The latency is there; without a structure the verdict is left to the times.
    structure
        .failure()
        .ifPresent(
            why -> LOG.warn("No structure of model '{}' on {}: {}", model.name, of.device(), why));
  }

  /** Runs the tool; a device that hangs or is lost gets one more chance after a power cycle. */
  private OpenVinoTool.Outcome attempt(Path file, long runs, String what)
      throws InterruptedException {
    while (true) {
      Duration deadline = timeLeft(target.runDeadline());
      OpenVinoTool.Outcome outcome = of.tool().measure(target, file, runs, reports, deadline);
      if (!(outcome instanceof OpenVinoTool.Outcome.Failed failed)) {
        return outcome;
      }
      ToolFailure failure = failed.failure();
      boolean device =
          failure.code() == ErrorCode.DEVICE_LOST || failure.code() == ErrorCode.RUN_TIMED_OUT;
      if (device && !powerCycled && of.powerCycle().isPossible()) {
        powerCycled = true;
        environment.put("powerCycled", "true");
        if (of.powerCycle().run()) {
          continue;
        }
      }
      if (device || failure.code().type() == ErrorType.ENVIRONMENT) {
        throw exception(failure, what);
      }
      return outcome;
    }
  }

  private Duration timeLeft(Duration most) {
    long nanos = end - System.nanoTime();
    if (nanos <= 0) {
      throw new DeviceException(
          ErrorCode.RUN_TIMED_OUT,
          "job "
              + job.spec().key()
              + " was stopped after "
              + job.spec().plan().deadline()
              + " on "
              + of.device());
    }
    return Duration.ofNanos(Math.min(nanos, most.toNanos()));
  }

  private DeviceException exception(ToolFailure failure, String what) {
    String remedy = failure.remedy(target.device());
    return new DeviceException(
        failure.code(),
        "benchmark_app failed with "
            + what
            + " on "
            + of.device()
            + " ("
            + target.device()
            + ") at "
            + failure.phase()
            + ": "
            + failure.message()
            + (remedy.isEmpty() ? "" : "; " + remedy));
  }

  private void refuse(Model model, ToolFailure failure) {
    DeviceException why = exception(failure, "model '" + model.name + "'");
    if (failure.code() == ErrorCode.RUN_CRASHED && ++crashes >= MOST_CRASHES) {
      throw why;
    }
    left.remove(model);
    outcomes[model.index] = new ModelOutcome.Failed(model.hash, failure.code(), why.getMessage());
  }

  private ModelOutcome measured(Model model) {
    List<Double> rounds = model.visits.stream().map(visit -> visit.value(of.statistic())).toList();
    return new ModelOutcome.Measured(
        model.hash,
        Collections.min(rounds),
        rounds,
        Latencies.pooled(model.visits),
        model.executed);
  }
}
