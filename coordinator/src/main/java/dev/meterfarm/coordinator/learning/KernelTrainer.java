package dev.meterfarm.coordinator.learning;

import dev.meterfarm.coordinator.evaluation.ErrorSummary;
import dev.meterfarm.coordinator.numeric.Quantiles;
import dev.meterfarm.predictor.features.Roofline;
import dev.meterfarm.predictor.trees.TreeEnsemble;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trains one kernel family: cross-validates every learner inside the training set, takes the one
 * with the smallest error, and trains it on everything. Thread-safe.
 *
 * <p>The error that decides is the mean of RMSPE (errors cut at 100 %) and median, less noisy on
 * few samples than the share within 10 %.
 */
public final class KernelTrainer {
  /** Fewer samples than this are trained without validation, by the first learner. */
  public static final int LEAST_FOR_VALIDATION = 10;

  private static final double Z95 = 1.645;

  private final List<ForestLearner> learners;
  private final int folds;

  /**
   * A trainer.
   *
   * @param learners at least one; on equal error the earlier wins
   * @param folds folds of the cross-validation, at least 2
   */
  public KernelTrainer(List<ForestLearner> learners, int folds) {
    if (learners.isEmpty() || folds < 2) {
      throw new IllegalArgumentException("a trainer needs a learner and at least 2 folds");
    }
    this.learners = List.copyOf(learners);
    this.folds = folds;
  }

  /**
   * Trains on all samples.
   *
   * @param samples at least one, of one family
   * @param seed what folds and trees follow from
   */
  public TrainedKernel train(
      List<TrainingSample> samples, Roofline roofline, Effort effort, long seed) {
    return train(TrainingSet.of(samples, roofline), effort, seed);
  }

  /** Trains on a set whose targets are logarithms of relative latencies. */
  public TrainedKernel train(TrainingSet set, Effort effort, long seed) {
    if (set.size() < Math.max(LEAST_FOR_VALIDATION, folds)) {
      ForestLearner first = learners.get(0);
      return new TrainedKernel(
          first.train(set, effort, seed),
          first.name(),
          Map.of(),
          List.of(),
          new PredictionSpread(List.of()),
          Double.NaN,
          set.size());
    }
    ForestLearner best = null;
    CrossValidation bestRun = null;
    double least = Double.POSITIVE_INFINITY;
    Map<String, ErrorSummary> scores = new LinkedHashMap<>();
    for (ForestLearner learner : learners) {
      CrossValidation run = CrossValidation.run(learner, set, folds, effort, seed);
      scores.put(learner.name(), run.score());
      double criterion = criterion(errors(set, run));
      if (best == null || criterion < least) {
        best = learner;
        bestRun = run;
        least = criterion;
      }
    }
    double[] errors = errors(set, bestRun);
    TreeEnsemble trees = best.train(set, effort, seed);
    return new TrainedKernel(
        trees,
        best.name(),
        scores,
        Arrays.stream(errors).boxed().toList(),
        new PredictionSpread(bestRun.members()),
        Quantiles.of(Arrays.stream(errors).map(Math::abs).toArray(), 0.9) / Z95,
        set.size());
  }

  /**
   * Trains the learner that an earlier validation chose, with all effort and without validating
   * anew: scores, out-of-fold errors, spread and sigma stay those of the validation, which had
   * fewer samples and trees, so they err on the safe side.
   *
   * @param samples at least one
   * @param validated of the same family, by this trainer
   */
  public TrainedKernel finish(
      List<TrainingSample> samples, Roofline roofline, TrainedKernel validated, long seed) {
    TrainingSet set = TrainingSet.of(samples, roofline);
    ForestLearner chosen =
        learners.stream()
            .filter(learner -> learner.name().equals(validated.learner()))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("no learner " + validated.learner() + " here"));
    return new TrainedKernel(
        chosen.train(set, Effort.FINAL, seed),
        chosen.name(),
        validated.scores(),
        validated.outOfFoldErrors(),
        validated.spread(),
        validated.relativeSigma(),
        set.size());
  }

  private static double[] errors(TrainingSet set, CrossValidation run) {
    double[] errors = new double[set.size()];
    Arrays.setAll(errors, i -> Math.expm1(run.outOfFold()[i] - set.target(i)));
    return errors;
  }

  private static double criterion(double[] errors) {
    double[] absolute = Arrays.stream(errors).map(e -> Math.min(1, Math.abs(e))).toArray();
    double meanSquare = Arrays.stream(absolute).map(e -> e * e).sum() / absolute.length;
    return (Math.sqrt(meanSquare) + Quantiles.median(absolute)) / 2;
  }
}
