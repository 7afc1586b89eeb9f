package dev.meterfarm.agent.simulated;

import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.device.PreparedModel;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.RunPlan;
import dev.meterfarm.protocol.measurement.ExecutedOp;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import dev.meterfarm.protocol.measurement.SampleStatistics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** One job on a simulated device. */
final class SimulatedRun {
  /** A visit has no more runs than this, whatever its plan says: more would tell nothing new. */
  private static final int MOST_RUNS = 200;

  private static final Map<String, Double> REFERENCES =
      Map.of("compute", 400_000.0, "memory", 250_000.0, "small", 12_000.0);

  private static final int REFERENCE_RUNS = 8;
  private static final double NANOS_PER_HOUR = 3.6e12;

  private final SimulatedSettings settings;
  private final PreparedJob job;
  private final double slowdown;
  private final long startNanos;
  private final StairCaseLatency latency;
  private final Random random;
  private final List<ReferenceReading> references = new ArrayList<>();
  private double nowNanos;

  SimulatedRun(SimulatedSettings settings, PreparedJob job, long clockNanos, double slowdown) {
    this.settings = settings;
    this.job = job;
    this.startNanos = clockNanos;
    this.nowNanos = clockNanos;
    this.slowdown = slowdown;
    this.latency = new StairCaseLatency(settings);
    this.random = new Random(settings.seed() * 31 + job.spec().key().hashCode());
  }

  DeviceReport execute(boolean refuseFirst) {
    List<PreparedModel> models = job.models();
    List<ModelOutcome> outcomes = new ArrayList<>(Collections.nCopies(models.size(), null));
    List<List<long[]>> rounds = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      rounds.add(new ArrayList<>());
      outcomes.set(i, refusal(models.get(i), refuseFirst && i == 0));
    }
    visitReferences();
    for (int round = 0; round < job.spec().plan().rounds(); round++) {
      for (int i = 0; i < models.size(); i++) {
        if (outcomes.get(i) == null) {
          rounds.get(i).add(visit(latency.networkNanos(graph(i)), job.spec().plan()));
        }
      }
    }
    visitReferences();
    for (int i = 0; i < models.size(); i++) {
      if (outcomes.get(i) == null) {
        outcomes.set(i, measured(i, rounds.get(i)));
      }
    }
    return new DeviceReport(
        Duration.ofNanos((long) (nowNanos - startNanos)),
        outcomes,
        references,
        Map.of("simulated", "true", "virtualMillis", Long.toString(startNanos / 1_000_000)));
  }

  private Graph graph(int model) {
    return ((PreparedModel.InMemory) job.models().get(model)).graph();
  }

  private static ModelOutcome refusal(PreparedModel model, boolean scripted) {
    if (model instanceof PreparedModel.Refused refused) {
      return refused.outcome();
    }
    if (!(model instanceof PreparedModel.InMemory of)) {
      throw new IllegalArgumentException("model '" + model.name() + "' is not a graph");
    }
    if (scripted) {
      return new ModelOutcome.Failed(
          of.hash(), ErrorCode.MODEL_UNSUPPORTED, "refused as the script says");
    }
    return of.graph().ops().stream()
        .filter(op -> op.type() == OpType.CUSTOM)
        .findFirst()
        .map(
            op ->
                new ModelOutcome.Failed(
                    of.hash(),
                    ErrorCode.MODEL_UNSUPPORTED,
                    "model '" + of.name() + "': no simulated device has " + op.displayName()))
        .orElse(null);
  }

  private double drift() {
    return slowdown * (1 + settings.driftPercentPerHour() / 100 * nowNanos / NANOS_PER_HOUR);
  }

  private long[] visit(double trueNanos, RunPlan plan) {
    for (int i = 0; i < plan.warmups(); i++) {
      nowNanos += run(trueNanos);
    }
    int most = Math.min(plan.maxRuns(), MOST_RUNS);
    long[] runs = new long[most];
    int count = 0;
    double elapsed = 0;
    do {
      runs[count] = Math.max(1, Math.round(run(trueNanos)));
      elapsed += runs[count];
      count++;
    } while (count < most && (count < plan.minRuns() || elapsed < plan.minTime().toNanos()));
    nowNanos += elapsed;
    return Arrays.copyOf(runs, count);
  }

  /** Noise only ever adds: a run is never faster than the machine. */
  private double run(double trueNanos) {
    double noise = Math.abs(random.nextGaussian()) * settings.noisePercent() / 100;
    double spike =
        random.nextDouble() * 100 < settings.spikePercent() ? 1 + 4 * random.nextDouble() : 1;
    return trueNanos * drift() * (1 + noise) * spike;
  }

  private void visitReferences() {
    for (String name : List.of("compute", "memory", "small")) {
      long at = (long) ((nowNanos - startNanos) / 1e6);
      long[] runs = new long[REFERENCE_RUNS];
      for (int i = 0; i < runs.length; i++) {
        runs[i] = Math.round(run(REFERENCES.get(name)));
        nowNanos += runs[i];
      }
      references.add(new ReferenceReading(name, label(runs), at));
    }
  }

  private static double label(long[] runs) {
    return SampleStatistics.of(runs).value(LabelStatistic.PERCENTILE_25).orElseThrow();
  }

  private ModelOutcome measured(int model, List<long[]> rounds) {
    List<Double> labels = rounds.stream().map(SimulatedRun::label).toList();
    long[] all = rounds.stream().flatMapToLong(Arrays::stream).toArray();
    return new ModelOutcome.Measured(
        job.models().get(model).hash(),
        Collections.min(labels),
        labels,
        SampleStatistics.of(all),
        job.spec().plan().profile() ? executed(graph(model)) : List.of());
  }

  private List<ExecutedOp> executed(Graph graph) {
    List<List<Integer>> kernels = settings.rules().kernels(graph);
    List<Double> nanos = latency.kernelNanos(graph);
    List<ExecutedOp> ops = new ArrayList<>();
    for (int i = 0; i < kernels.size(); i++) {
      String name =
          kernels.get(i).stream()
              .map(op -> graph.op(op).displayName())
              .collect(Collectors.joining("+"));
      ops.add(new ExecutedOp(name, Math.round(nanos.get(i))));
    }
    return ops;
  }
}
