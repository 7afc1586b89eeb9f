package dev.meterfarm.predictor.trees;

/** How the values of an ensemble's trees become one. */
public enum Aggregate {
  /** The mean, as a random forest does. */
  AVERAGE,
  /** The sum, as boosted trees do. */
  SUM
}
