package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.context.ContextFit;
import dev.meterfarm.coordinator.context.NetworkMeasurement;
import dev.meterfarm.coordinator.evaluation.ErrorSummary;
import dev.meterfarm.coordinator.evaluation.FlopsBaseline;
import dev.meterfarm.coordinator.evaluation.LabelNoise;
import dev.meterfarm.coordinator.result.AccuracyRow;
import dev.meterfarm.graph.cost.OpCosts;
import dev.meterfarm.predictor.kernels.KernelDetector;
import dev.meterfarm.predictor.rules.FusionRule;
import dev.meterfarm.predictor.rules.FusionRules;
import dev.meterfarm.predictor.rules.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * Compares ways of predicting whole networks on the evaluation networks: Meterfarm's, and the
 * simpler ones that it has to beat. Immutable.
 */
record NetworkEvaluation(
    List<MeasuredNetwork> calibration, List<MeasuredNetwork> evaluation, LabelBook labels) {

  /** Networks of a set that have a label. */
  NetworkEvaluation {
    calibration = measured(calibration, labels);
    evaluation = measured(evaluation, labels);
  }

  private static List<MeasuredNetwork> measured(List<MeasuredNetwork> all, LabelBook labels) {
    return all.stream().filter(network -> labels.label(network.hash()).isPresent()).toList();
  }

  double nanos(MeasuredNetwork network) {
    return labels.label(network.hash()).orElseThrow();
  }

  /**
   * What the context term is fitted on: the calibration networks; only those with a calm visit if
   * that leaves half of them.
   */
  List<NetworkMeasurement> forContext(NetworkPrices prices) {
    List<MeasuredNetwork> calm =
        calibration.stream().filter(network -> labels.hasCalmVisit(network.hash())).toList();
    boolean enough =
        calm.size() >= ContextFit.LEAST_NETWORKS && 2 * calm.size() >= calibration.size();
    return (enough ? calm : calibration)
        .stream()
            .map(network -> prices.of(network.name(), network.graph(), nanos(network)))
            .toList();
  }

  /** Percent of the evaluation networks whose own visits agree within 10 %. */
  double repeatWithin10Percent() {
    List<double[]> visits = new ArrayList<>();
    for (MeasuredNetwork network : evaluation) {
      visits.add(
          labels.visitNanos(network.hash()).stream().mapToDouble(Double::doubleValue).toArray());
    }
    OptionalDouble share = LabelNoise.repeatAgreement(visits, 0.10);
    return share.isPresent() ? 100 * share.getAsDouble() : Double.NaN;
  }

  /** The baselines on the same networks. */
  List<AccuracyRow> baselines(NetworkPrices prices, FusionRules rules) {
    FlopsBaseline flops =
        FlopsBaseline.fit(
            calibration.stream()
                .mapToDouble(n -> (double) OpCosts.total(n.graph()).flops())
                .toArray(),
            calibration.stream().mapToDouble(this::nanos).toArray());
    NetworkPrices unfused =
        new NetworkPrices(new KernelDetector(nothingFused(rules)), prices.pricing());
    return List.of(
        accuracy(
            "sum of kernels, no context",
            network -> prices.of(network.name(), network.graph(), nanos(network)).sumNanos()),
        accuracy(
            "sum of ops, no fusion",
            network -> unfused.of(network.name(), network.graph(), nanos(network)).sumNanos()),
        accuracy(
            "linear in FLOPs",
            network -> flops.nanos((double) OpCosts.total(network.graph()).flops())));
  }

  /** How good a prediction in nanoseconds is. */
  AccuracyRow accuracy(String method, ToDoubleFunction<MeasuredNetwork> predictedNanos) {
    double[] errors =
        evaluation.stream()
            .mapToDouble(n -> predictedNanos.applyAsDouble(n) / nanos(n) - 1)
            .toArray();
    ErrorSummary summary = ErrorSummary.ofErrors(errors);
    return new AccuracyRow(
        method,
        summary.count(),
        100 * summary.within5(),
        100 * summary.within10(),
        100 * summary.rmspe(),
        100 * Arrays.stream(errors).map(Math::abs).max().orElse(Double.NaN));
  }

  /** Rules under which every op, and every activation inside an op, is a kernel of its own. */
  private static FusionRules nothingFused(FusionRules rules) {
    List<FusionRule> apart = new ArrayList<>();
    for (FusionRule rule : rules.all()) {
      apart.add(
          new FusionRule(
              rule.op1(),
              rule.op2(),
              rule.form(),
              Verdict.SEPARATE,
              Verdict.SEPARATE,
              Optional.empty(),
              1,
              0,
              rule.evidence()));
    }
    return new FusionRules(apart, true);
  }
}
