package dev.meterfarm.predictor.trees;

import java.util.Objects;

/** A node of a regression tree as a learner hands it over. Immutable. */
public sealed interface TreeNode {

  /**
   * Goes left if the feature is below the threshold, else right.
   *
   * @param feature index of the feature, at least 0
   * @param threshold finite; compared as a learner compares doubles
   * @param left where smaller values go
   * @param right where the others go, NaN included
   */
  record Split(int feature, double threshold, TreeNode left, TreeNode right) implements TreeNode {
    public Split {
      Objects.requireNonNull(left, "left");
      Objects.requireNonNull(right, "right");
      if (feature < 0) {
        throw new IllegalArgumentException("feature must be >= 0, but is " + feature);
      }
      if (!Double.isFinite(threshold)) {
        throw new IllegalArgumentException("threshold must be finite, but is " + threshold);
      }
    }
  }

  /**
   * An end.
   *
   * @param value finite; rounded to float
   */
  record Leaf(double value) implements TreeNode {
    public Leaf {
      if (!Float.isFinite((float) value)) {
        throw new IllegalArgumentException("a leaf's value must be finite, but is " + value);
      }
    }
  }
}
