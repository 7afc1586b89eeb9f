package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.evaluation.ErrorSummary;
import dev.meterfarm.coordinator.evaluation.LabelNoise;
import dev.meterfarm.coordinator.learning.ConvergenceVerdict;
import dev.meterfarm.coordinator.learning.TrainedKernel;
import dev.meterfarm.coordinator.learning.TrainingSample;
import dev.meterfarm.coordinator.learning.weka.WekaRandomForest;
import dev.meterfarm.coordinator.result.KernelRow;
import dev.meterfarm.coordinator.sampling.KernelConfiguration;
import dev.meterfarm.coordinator.sampling.NnMeterBaseline;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The kernel table of a campaign: every family on its frozen test set. Stateless. */
final class KernelRows {
  private static final double REPEAT_LIMIT = 0.10;
  private static final double LEAST_SHARE_FOR_RIVALS = 0.03;
  private static final int RIVAL_TREES = 60;

  private KernelRows() {}

  static List<KernelRow> of(
      ModelSet models,
      RoundPlanner planner,
      SampleBook samples,
      LabelBook labels,
      LearningHistory history) {
    List<KernelRow> rows = new ArrayList<>();
    for (KernelFamily family : planner.families()) {
      List<TrainingSample> tests = samples.frozenSamples(family, labels);
      rows.add(row(family, tests, models, planner, samples, labels, history));
    }
    return rows;
  }

  private static KernelRow row(
      KernelFamily family,
      List<TrainingSample> tests,
      ModelSet models,
      RoundPlanner planner,
      SampleBook samples,
      LabelBook labels,
      LearningHistory history) {
    TrainedKernel trained = models.trained().get(family);
    ErrorSummary generic = ErrorSummary.ofErrors(genericErrors(models, tests));
    double[] errors =
        trained == null
            ? genericErrors(models, tests)
            : trained.relativeErrors(tests, models.roofline());
    ErrorSummary own = ErrorSummary.ofErrors(errors);
    ConvergenceVerdict verdict = history.verdict(family);
    List<KernelRow.Point> points = new ArrayList<>();
    for (int i = 0; i < tests.size(); i++) {
      double label = tests.get(i).labelNanos();
      points.add(new KernelRow.Point(tests.get(i).modelHash(), label, label * (1 + errors[i])));
    }
    return new KernelRow(
        family.word(),
        trained == null ? 0 : trained.samples(),
        tests.size(),
        100 * own.within5(),
        100 * own.within10(),
        100 * own.rmspe(),
        100 * generic.within10(),
        nnMeter(family, tests, planner, samples, labels),
        100 * repeatAgreement(family, samples, labels),
        planner.timeShare(family),
        trained == null ? "generic model" : trained.learner(),
        score(trained, "RandomForest"),
        score(trained, "BoostedRandomTrees"),
        trained != null && beats(own, generic),
        verdict.converged(),
        verdict.state(),
        verdict.sentence(),
        history.scores(family),
        points);
  }

  /** What nn-Meter's features and raw target make of the same measurements. */
  private static double nnMeter(
      KernelFamily family,
      List<TrainingSample> tests,
      RoundPlanner planner,
      SampleBook samples,
      LabelBook labels) {
    List<TrainingSample> train = samples.trainingSamples(family, labels);
    if (planner.timeShare(family) < LEAST_SHARE_FOR_RIVALS || tests.isEmpty() || train.isEmpty()) {
      return Double.NaN;
    }
    return 100
        * NnMeterBaseline.evaluate(
                new WekaRandomForest(RIVAL_TREES),
                configurations(samples.training(family), train),
                train.stream().mapToDouble(TrainingSample::labelNanos).toArray(),
                configurations(samples.frozen(family), tests),
                tests.stream().mapToDouble(TrainingSample::labelNanos).toArray(),
                1)
            .within10();
  }

  /** The configurations that have a label, in the order of the samples. */
  private static List<KernelConfiguration> configurations(
      List<KernelConfiguration> all, List<TrainingSample> labelled) {
    Map<String, KernelConfiguration> byHash = new HashMap<>();
    all.forEach(each -> byHash.put(each.hash(), each));
    return labelled.stream().map(sample -> byHash.get(sample.modelHash())).toList();
  }

  /** A forest is used if it is better than bytes and FLOPs alone, or if nobody can tell. */
  private static boolean beats(ErrorSummary own, ErrorSummary generic) {
    return own.count() == 0 || own.medianAbsolute() <= generic.medianAbsolute();
  }

  private static double score(TrainedKernel trained, String learner) {
    if (trained == null) {
      return Double.NaN;
    }
    for (Map.Entry<String, ErrorSummary> entry : trained.scores().entrySet()) {
      if (entry.getKey().equals(learner)) {
        return 100 * entry.getValue().within10();
      }
    }
    return Double.NaN;
  }

  private static double[] genericErrors(ModelSet models, List<TrainingSample> tests) {
    return tests.stream().mapToDouble(models.generic()::relativeError).toArray();
  }

  private static double repeatAgreement(KernelFamily family, SampleBook samples, LabelBook labels) {
    List<double[]> visits =
        samples.frozen(family).stream().map(each -> samples.visits(each, labels)).toList();
    return LabelNoise.repeatAgreement(visits, REPEAT_LIMIT).orElse(Double.NaN);
  }
}
