package dev.meterfarm.coordinator.fusion;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.json.GraphJson;
import dev.meterfarm.predictor.rules.OpClassifier;
import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.device.TimedRegion;
import dev.meterfarm.protocol.device.TimingTraits;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.measurement.ExecutedOp;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.measurement.SampleStatistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A runtime with known fusion rules: an op costs a fixed time and a time per element that it
 * touches, a fused op next to nothing. Noise has spikes, drift, and two speeds for conv1x1.
 */
final class SyntheticRuntime {
  private static final double INVOCATION = 400;
  private static final double FUSED_SHARE = 0.05;

  private final Set<String> fusedPairs;
  private final Set<String> takenApart;
  private final boolean transfers;
  private final double noise;
  private final long tick;
  private final long visitNanos;

  /**
   * A runtime.
   *
   * @param fusedPairs such as {@code conv>relu}
   * @param takenApart ops whose baked activation becomes an op of its own
   * @param transfers count upload and download
   * @param noise relative size of the noise
   */
  SyntheticRuntime(
      Set<String> fusedPairs, Set<String> takenApart, boolean transfers, double noise) {
    this(fusedPairs, takenApart, transfers, noise, 1, 0);
  }

  private SyntheticRuntime(
      Set<String> fusedPairs,
      Set<String> takenApart,
      boolean transfers,
      double noise,
      long tick,
      long visitNanos) {
    this.fusedPairs = fusedPairs;
    this.takenApart = takenApart;
    this.transfers = transfers;
    this.noise = noise;
    this.tick = tick;
    this.visitNanos = visitNanos;
  }

  /** The same with a clock that cuts times off to multiples of this, and knows none of 0. */
  SyntheticRuntime ticking(long nanos) {
    return new SyntheticRuntime(fusedPairs, takenApart, transfers, noise, nanos, visitNanos);
  }

  /** The same where each visit to a model costs so much beside its runs. */
  SyntheticRuntime startingPrograms(long nanos) {
    return new SyntheticRuntime(fusedPairs, takenApart, transfers, noise, tick, nanos);
  }

  TargetDescription target(boolean canProfile) {
    return new TargetDescription(
        "synthetic",
        "none",
        "synthetic",
        Map.of(),
        new TimingTraits(
            LabelStatistic.PERCENTILE_25,
            tick,
            transfers ? TimedRegion.COMPUTE_AND_TRANSFER : TimedRegion.COMPUTE,
            canProfile,
            false,
            visitNanos),
        true,
        "",
        Map.of());
  }

  /** What this runtime does with a pair, when no second op reads the tensor in between. */
  boolean fuses(TestCase test) {
    String last = test.first().get(test.first().size() - 1).word();
    return switch (test.form()) {
      case OPS -> fusedPairs.contains(last + ">" + test.op2());
      case BAKED -> !takenApart.contains(last);
    };
  }

  List<ModelOutcome> measure(JobSpec job) {
    List<Graph> graphs = new ArrayList<>();
    List<List<Double>> times = new ArrayList<>();
    for (ModelRecipe recipe : job.models()) {
      graphs.add(GraphJson.read(recipe.body()));
      times.add(new ArrayList<>());
    }
    Random random = new Random(job.key().hashCode());
    for (int round = 0; round < job.plan().rounds(); round++) {
      double drift = 1 + noise * Math.sin(round / 9.0);
      for (int i = 0; i < graphs.size(); i++) {
        double time = nanos(graphs.get(i), random.nextBoolean()) * drift;
        time *= 1 + 0.3 * noise * Math.abs(random.nextGaussian());
        time += random.nextDouble() < noise ? 50_000 * random.nextDouble() : 0;
        times.get(i).add(Math.floor(time / tick) * tick);
      }
    }
    List<ModelOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < graphs.size(); i++) {
      List<ExecutedOp> executed = job.plan().profile() ? executed(graphs.get(i)) : List.of();
      long[] runs = times.get(i).stream().mapToLong(Double::longValue).toArray();
      if (Arrays.stream(runs).min().orElseThrow() == 0) {
        outcomes.add(
            new ModelOutcome.Failed(
                job.models().get(i).hash(), ErrorCode.MODEL_UNSUPPORTED, "less than a tick"));
        continue;
      }
      outcomes.add(
          new ModelOutcome.Measured(
              job.models().get(i).hash(),
              Arrays.stream(runs).min().orElseThrow(),
              times.get(i),
              SampleStatistics.of(runs),
              executed));
    }
    return outcomes;
  }

  private double nanos(Graph graph, boolean slow) {
    double sum = INVOCATION;
    for (int i = 0; i < graph.ops().size(); i++) {
      Op op = graph.op(i);
      double cost = passNanos(graph, op);
      if (OpClassifier.classOf(graph, i).equals("conv1x1") && slow && noise > 0) {
        cost *= 1.3;
      }
      sum += isFusedIntoProducer(graph, i) ? FUSED_SHARE * cost : cost;
      if (op.activation() != Activation.NONE) {
        double clamp = elements(graph, op.outputs()) * 0.2;
        sum += takenApart.contains(OpClassifier.classOf(graph, i)) ? clamp : FUSED_SHARE * clamp;
      }
    }
    if (transfers) {
      sum += 0.5 * elements(graph, graph.inputs()) + 0.5 * elements(graph, graph.outputs());
    }
    return sum;
  }

  private static double passNanos(Graph graph, Op op) {
    if (op.type() == OpType.STRIDED_SLICE) { // reads no more than it takes
      return 100 + 0.2 * elements(graph, op.outputs());
    }
    double reads = 0;
    for (int input : op.inputs()) {
      reads += graph.tensor(input).isConstant() ? 0 : graph.tensor(input).shape().elements();
    }
    return 100 + 0.1 * (reads + elements(graph, op.outputs()));
  }

  private static double elements(Graph graph, List<Integer> tensors) {
    return tensors.stream().mapToDouble(t -> graph.tensor(t).shape().elements()).sum();
  }

  private boolean isFusedIntoProducer(Graph graph, int op) {
    int input = graph.op(op).inputs().get(0);
    int producer = graph.producer(input);
    return producer >= 0
        && graph.consumers(input).size() == 1
        && !graph.isOutput(input)
        && fusedPairs.contains(
            OpClassifier.classOf(graph, producer) + ">" + OpClassifier.classOf(graph, op));
  }

  private List<ExecutedOp> executed(Graph graph) {
    List<ExecutedOp> executed = new ArrayList<>();
    Map<String, String> clamps = new HashMap<>(Map.of("relu", "Clamp", "relu6", "Clamp"));
    for (int i = 0; i < graph.ops().size(); i++) {
      String name = OpClassifier.classOf(graph, i);
      if (!isFusedIntoProducer(graph, i)) {
        executed.add(new ExecutedOp(clamps.getOrDefault(name, name), 0));
      }
      if (graph.op(i).activation() != Activation.NONE && takenApart.contains(name)) {
        executed.add(new ExecutedOp("Clamp", 0));
      }
    }
    return executed;
  }
}
