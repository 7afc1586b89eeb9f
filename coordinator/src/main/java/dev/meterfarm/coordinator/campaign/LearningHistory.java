package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.learning.ConvergenceRule;
import dev.meterfarm.coordinator.learning.ConvergenceVerdict;
import dev.meterfarm.coordinator.learning.LearningCurve;
import dev.meterfarm.coordinator.learning.RoundErrors;
import dev.meterfarm.coordinator.learning.TrainedKernel;
import dev.meterfarm.coordinator.learning.TrainingSample;
import dev.meterfarm.coordinator.result.AccuracyForecast;
import dev.meterfarm.coordinator.result.KernelProgress;
import dev.meterfarm.coordinator.result.KernelRow.RoundScore;
import dev.meterfarm.coordinator.sampling.KernelConfiguration;
import dev.meterfarm.predictor.features.Roofline;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the forests did on the frozen test sets, round by round, and whether they have converged.
 * Every round is judged anew on the labels known by now. For the planning thread of a target.
 */
final class LearningHistory {
  private record Entry(int round, RoundPredictions predictions) {
    RoundErrors errors(List<KernelConfiguration> frozen, Map<String, TrainingSample> labelled) {
      double[] errors = new double[labelled.size()];
      int known = 0;
      for (int i = 0; i < frozen.size(); i++) {
        TrainingSample test = labelled.get(frozen.get(i).hash());
        if (test != null) {
          errors[known++] = Math.exp(predictions.logNanos().get(i)) / test.labelNanos() - 1;
        }
      }
      return new RoundErrors(predictions.samples(), errors);
    }
  }

  private final ConvergenceRule rule;
  private final SampleBook samples;
  private final LabelBook labels;
  private final Map<KernelFamily, List<Entry>> entries = new EnumMap<>(KernelFamily.class);
  private final Map<KernelFamily, TrainedKernel> latest = new EnumMap<>(KernelFamily.class);
  private final Map<KernelFamily, List<RoundErrors>> errors = new EnumMap<>(KernelFamily.class);
  private final Map<KernelFamily, double[]> sigmas = new EnumMap<>(KernelFamily.class);
  private final Map<KernelFamily, ConvergenceVerdict> verdicts = new EnumMap<>(KernelFamily.class);

  /**
   * A history without a round.
   *
   * @param samples knows the frozen tests; they have to be complete before the first round
   * @param labels their labels, as far as they are known
   */
  LearningHistory(ConvergenceRule rule, SampleBook samples, LabelBook labels) {
    this.rule = rule;
    this.samples = samples;
    this.labels = labels;
  }

  /**
   * Judges the forests of a round on the frozen tests that have labels.
   *
   * @param recalled what is known of families that were not trained again for this round
   * @return what the forests say that were trained in this round
   */
  @SuppressWarnings("ReferenceEquality") // whether they were trained anew is what counts
  Map<KernelFamily, RoundPredictions> add(
      int round,
      ModelSet models,
      Map<KernelFamily, RoundPredictions> recalled,
      boolean budgetLeft) {
    Map<KernelFamily, RoundPredictions> said = new EnumMap<>(KernelFamily.class);
    models
        .trained()
        .forEach(
            (family, trained) -> {
              if (latest.put(family, trained) != trained) {
                said.put(family, ask(trained, models.roofline(), samples.frozen(family)));
              }
            });
    recalled.forEach((family, predictions) -> enter(round, family, predictions));
    said.forEach((family, predictions) -> enter(round, family, predictions));
    entries.keySet().forEach(family -> judge(family, budgetLeft));
    return said;
  }

  private void enter(int round, KernelFamily family, RoundPredictions predictions) {
    entries.computeIfAbsent(family, key -> new ArrayList<>()).add(new Entry(round, predictions));
  }

  private static RoundPredictions ask(
      TrainedKernel trained, Roofline roofline, List<KernelConfiguration> tests) {
    double[] relative = new double[tests.size()];
    trained
        .trees()
        .predict(
            tests.stream().map(KernelConfiguration::features).toArray(float[][]::new), relative);
    List<Float> logs = new ArrayList<>(relative.length);
    for (int i = 0; i < relative.length; i++) {
      logs.add((float) (relative[i] + Math.log(roofline.nanos(tests.get(i).work()))));
    }
    return new RoundPredictions(trained.samples(), logs);
  }

  private void judge(KernelFamily family, boolean budgetLeft) {
    List<TrainingSample> tests = samples.frozenSamples(family, labels);
    if (tests.isEmpty()) {
      return;
    }
    Map<String, TrainingSample> labelled = new HashMap<>();
    tests.forEach(test -> labelled.put(test.modelHash(), test));
    List<KernelConfiguration> frozen = samples.frozen(family);
    List<RoundErrors> all =
        entries.get(family).stream().map(entry -> entry.errors(frozen, labelled)).toList();
    errors.put(family, all);
    sigmas.put(family, tests.stream().mapToDouble(TrainingSample::relativeNoise).toArray());
    verdicts.put(family, rule.decide(all, sigmas.get(family), budgetLeft));
  }

  /** The verdict of the last round; empty words before there is one. */
  ConvergenceVerdict verdict(KernelFamily family) {
    return verdicts.getOrDefault(
        family,
        new ConvergenceVerdict(ConvergenceVerdict.State.BUDGET_USED, "too few samples to train"));
  }

  /** True if the frozen tests show the goal, or all that labels as noisy as theirs can show. */
  boolean showsAllItCan(KernelFamily family) {
    return verdicts.containsKey(family)
        && switch (verdicts.get(family).state()) {
          case GOAL_REACHED, NOISY_LABELS -> true;
          case CONTINUE, INSIDE_NOISE, BUDGET_USED -> false;
        };
  }

  /** True if the goal itself is reached, not only what noisy labels let a predictor show. */
  boolean isAtGoal(KernelFamily family) {
    List<RoundErrors> all = errors.getOrDefault(family, List.of());
    return !all.isEmpty() && all.get(all.size() - 1).within10() >= rule.goal();
  }

  /** True if more samples bring nothing, because the goal is reached or noise hides the gain. */
  boolean isConverged(KernelFamily family) {
    return verdicts.containsKey(family) && verdicts.get(family).converged();
  }

  /** Score after each round in which the family was trained. */
  List<RoundScore> scores(KernelFamily family) {
    List<RoundScore> scores = new ArrayList<>();
    List<RoundErrors> all = errors.getOrDefault(family, List.of());
    for (int i = 0; i < all.size(); i++) {
      scores.add(
          new RoundScore(
              entries.get(family).get(i).round(),
              all.get(i).samples(),
              100 * all.get(i).within10()));
    }
    return scores;
  }

  /** How the family stands after the last round. */
  Standing standing(KernelFamily family) {
    List<RoundErrors> all = errors.getOrDefault(family, List.of());
    return new Standing(
        verdict(family).state(),
        LearningCurve.fit(all),
        all.isEmpty() ? Double.NaN : all.get(all.size() - 1).within10(),
        rule.reachable(sigmas.getOrDefault(family, new double[0])));
  }

  /** For the progress display. */
  KernelProgress progress(KernelFamily family, int samples, AccuracyForecast forecast) {
    List<RoundScore> scores = scores(family);
    double last = scores.isEmpty() ? Double.NaN : scores.get(scores.size() - 1).within10Percent();
    double trend =
        scores.size() < 2 ? Double.NaN : last - scores.get(scores.size() - 2).within10Percent();
    List<RoundErrors> all = errors.getOrDefault(family, List.of());
    double rmspe = all.isEmpty() ? Double.NaN : 100 * all.get(all.size() - 1).rmspe();
    return new KernelProgress(family.word(), samples, last, rmspe, trend, forecast);
  }
}
