package dev.meterfarm.agent.benchmarkmodel;

import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.device.PreparedModel;
import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.RunPlan;
import dev.meterfarm.protocol.measurement.ExecutedOp;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import dev.meterfarm.protocol.measurement.SampleStatistics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Gathers what the runs of a job yielded, model by model. A model fails by its first failed run;
 * what is wrong with the tool fails the job. For one thread.
 */
public final class VisitResults {
  private final RunPlan plan;
  private final boolean isGpu;
  private final LabelStatistic statistic;
  private final List<String> referenceNames;
  private final Map<Integer, List<RunDistribution>> rounds = new TreeMap<>();
  private final Map<Integer, List<ExecutedOp>> executed = new HashMap<>();
  private final Map<Integer, ModelOutcome.Failed> failures = new TreeMap<>();
  private final Map<Integer, Integer> runs = new HashMap<>();
  private final Set<Integer> tooShort = new TreeSet<>();
  private final List<ReferenceReading> references = new ArrayList<>();

  /**
   * No results yet.
   *
   * @param statistic the label statistic, which this build of the tool is known to print
   */
  public VisitResults(
      RunPlan plan, boolean isGpu, LabelStatistic statistic, List<String> referenceNames) {
    this.plan = plan;
    this.isGpu = isGpu;
    this.statistic = statistic;
    this.referenceNames = List.copyOf(referenceNames);
  }

  /**
   * Takes in one run of the tool.
   *
   * @param modelHash hash of the model, for its outcome
   * @param name its name, for messages
   * @param atMillis when it began, since the start of the job
   * @throws DeviceException if this means that the tool cannot measure anything
   */
  public void add(Visit visit, String modelHash, String name, ToolRun run, long atMillis) {
    try {
      BenchmarkOutput output =
          BenchmarkOutputParser.parse(run.out(), run.err(), run.status(), isGpu);
      take(visit, output, run, atMillis);
    } catch (UnusableOutputException e) {
      if (visit.isReference() && code(e.kind()) == ErrorCode.MODEL_UNSUPPORTED) {
        return; // A delegate need not know every op of our reference models.
      }
      ErrorCode code = code(e.kind());
      String message = "model '" + name + "': " + e.getMessage();
      if (visit.isReference() || code == ErrorCode.RUNTIME_MISSING) {
        throw new DeviceException(code, message, e);
      }
      failures.putIfAbsent(visit.model(), new ModelOutcome.Failed(modelHash, code, message));
    }
  }

  private void take(Visit visit, BenchmarkOutput output, ToolRun run, long atMillis)
      throws UnusableOutputException {
    switch (visit.kind()) {
      case SIZING -> runs.put(visit.model(), fitting(output.runs()));
      case REFERENCE ->
          references.add(
              new ReferenceReading(
                  referenceNames.get(visit.model()), label(output.runs()), atMillis));
      case ROUND -> takeRound(visit.model(), output.runs());
      case PROFILE -> executed.put(visit.model(), OpProfileParser.parse(run.out()));
    }
  }

  private void takeRound(int model, RunDistribution of) {
    rounds.computeIfAbsent(model, key -> new ArrayList<>()).add(of);
    if (of.count() < plan.minRuns()) {
      tooShort.add(model);
    }
  }

  /**
   * Forgets the visits to models that made too few runs, because a run takes long, and to those
   * that are compared with them round by round.
   *
   * @return the models to visit again, with as many runs as {@link #sizes} tells now; none if all
   *     is well
   */
  public List<Integer> startAgain() {
    if (tooShort.isEmpty()) {
      return List.of();
    }
    List<Integer> again = new ArrayList<>(plan.rounds() > 1 ? rounds.keySet() : tooShort);
    again.removeIf(this::hasFailed);
    for (int model : again) {
      int fewest =
          rounds.remove(model).stream().mapToInt(RunDistribution::count).min().orElseThrow();
      runs.put(model, Math.max(plan.minRuns(), fewest));
    }
    tooShort.clear();
    return again;
  }

  /** As many runs as the plan's time holds, within its bounds. */
  private int fitting(RunDistribution of) {
    double wanted = plan.minTime().toNanos() / Math.max(1_000.0, of.averageMicros() * 1_000);
    return (int) Math.max(plan.minRuns(), Math.min(plan.maxRuns(), Math.ceil(wanted)));
  }

  private double label(RunDistribution of) throws UnusableOutputException {
    OptionalDouble value = of.statistics().value(statistic);
    if (value.isEmpty()) {
      throw new UnusableOutputException(
          UnusableOutputException.Kind.MALFORMED,
          "the tool did not tell the " + statistic + " that it told before");
    }
    return value.getAsDouble();
  }

  private static ErrorCode code(UnusableOutputException.Kind kind) {
    return switch (kind) {
      case MODEL_UNREADABLE -> ErrorCode.MODEL_UNREADABLE;
      case MODEL_UNSUPPORTED, FELL_BACK -> ErrorCode.MODEL_UNSUPPORTED;
      case FLAGS_IGNORED, TOOL_UNUSABLE, MALFORMED -> ErrorCode.RUNTIME_MISSING;
      case NO_MEASUREMENT, FAILED -> ErrorCode.RUN_CRASHED;
    };
  }

  /** How many runs a visit to a model has, where that was found out. */
  public Map<Integer, Integer> sizes() {
    return Collections.unmodifiableMap(runs);
  }

  /** True if the model has failed already. */
  public boolean hasFailed(int model) {
    return failures.containsKey(model);
  }

  /** Visits to reference models, in order of time. */
  public List<ReferenceReading> references() {
    return List.copyOf(references);
  }

  /** What became of the models of a job, in its order. */
  public List<ModelOutcome> outcomes(PreparedJob job) {
    List<ModelOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < job.models().size(); i++) {
      PreparedModel model = job.models().get(i);
      outcomes.add(
          model instanceof PreparedModel.Refused refused
              ? refused.outcome()
              : outcome(i, model.hash(), model.name()));
    }
    return outcomes;
  }

  private ModelOutcome outcome(int model, String modelHash, String name) {
    if (failures.containsKey(model)) {
      return failures.get(model);
    }
    List<RunDistribution> of = rounds.getOrDefault(model, List.of());
    List<Double> labels = new ArrayList<>();
    try {
      for (RunDistribution round : of) {
        labels.add(label(round));
      }
    } catch (UnusableOutputException e) {
      return new ModelOutcome.Failed(modelHash, code(e.kind()), e.getMessage());
    }
    if (labels.size() != plan.rounds()) {
      return new ModelOutcome.Failed(
          modelHash,
          ErrorCode.RUN_CRASHED,
          "model '" + name + "' ran in " + labels.size() + " of " + plan.rounds() + " rounds");
    }
    if (Collections.min(labels) <= 0) {
      return new ModelOutcome.Failed(
          modelHash,
          ErrorCode.MODEL_UNSUPPORTED,
          "model '" + name + "' takes less than the tool's smallest step of 1 us");
    }
    return new ModelOutcome.Measured(
        modelHash,
        Collections.min(labels),
        labels,
        pooled(of),
        Optional.ofNullable(executed.get(model)).orElse(List.of()));
  }

  /** Of several rounds, only what follows from their statistics exactly. */
  private static SampleStatistics pooled(List<RunDistribution> rounds) {
    if (rounds.size() == 1) {
      return rounds.get(0).statistics();
    }
    int count = rounds.stream().mapToInt(RunDistribution::count).sum();
    double mean = rounds.stream().mapToDouble(of -> of.averageMicros() * of.count()).sum() / count;
    double squares =
        rounds.stream()
            .mapToDouble(
                of ->
                    of.count()
                        * (Math.pow((double) of.deviationMicros(), 2)
                            + Math.pow(of.averageMicros() - mean, 2)))
            .sum();
    long least = rounds.stream().mapToLong(RunDistribution::minMicros).min().orElseThrow();
    return new SampleStatistics(
        count,
        least * 1e3,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        mean * 1e3,
        Math.sqrt(squares / count) * 1e3);
  }
}
