package dev.meterfarm.coordinator.learning;

import dev.meterfarm.predictor.trees.TreeEnsemble;

/**
 * Makes an ensemble of regression trees from a training set. Implementations are thread-safe, train
 * on the calling thread, and give the same trees for the same set, effort and seed.
 */
public interface ForestLearner {
  /** The learner's name in reports and bundles. */
  String name();

  /**
   * Trains.
   *
   * @param set at least one row
   * @param effort how much it may cost
   * @param seed what all random choices follow from
   */
  TreeEnsemble train(TrainingSet set, Effort effort, long seed);
}
