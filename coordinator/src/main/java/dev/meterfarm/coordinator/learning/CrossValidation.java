package dev.meterfarm.coordinator.learning;

import dev.meterfarm.coordinator.evaluation.ErrorSummary;
import dev.meterfarm.predictor.trees.TreeEnsemble;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * How a learner does inside a training set: each fold is predicted by an ensemble that never saw
 * it. Do not change the array.
 *
 * @param outOfFold predicted target of each row, in the order of the set
 * @param members one ensemble per fold; their disagreement says where the learner is unsure
 * @param score relative errors of the latencies behind the targets
 */
@SuppressWarnings("ArrayRecordComponent") // read in one place only, right after it is made
public record CrossValidation(double[] outOfFold, List<TreeEnsemble> members, ErrorSummary score) {
  public CrossValidation {
    members = List.copyOf(members);
  }

  /**
   * Runs it.
   *
   * @param folds how many folds, 2 to the size of the set
   * @param seed what folds and trainings follow from
   */
  public static CrossValidation run(
      ForestLearner learner, TrainingSet set, int folds, Effort effort, long seed) {
    if (folds < 2 || folds > set.size()) {
      throw new IllegalArgumentException(
          "folds must be 2.." + set.size() + " (the samples), but is " + folds);
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < set.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(seed));
    double[] predicted = new double[set.size()];
    List<TreeEnsemble> members = new ArrayList<>(folds);
    for (int fold = 0; fold < folds; fold++) {
      int held = fold;
      int[] out = indices(order, folds, held, true);
      TreeEnsemble member =
          learner.train(set.subset(indices(order, folds, held, false)), effort, seed + 1 + fold);
      double[] answers = new double[out.length];
      member.predict(set.subset(out).rows(), answers);
      for (int i = 0; i < out.length; i++) {
        predicted[out[i]] = answers[i];
      }
      members.add(member);
    }
    double[] errors = new double[set.size()];
    for (int i = 0; i < errors.length; i++) {
      errors[i] = Math.expm1(predicted[i] - set.target(i));
    }
    return new CrossValidation(predicted, members, ErrorSummary.ofErrors(errors));
  }

  private static int[] indices(List<Integer> order, int folds, int held, boolean inside) {
    List<Integer> some = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      if ((i % folds == held) == inside) {
        some.add(order.get(i));
      }
    }
    return some.stream().mapToInt(Integer::intValue).toArray();
  }
}
