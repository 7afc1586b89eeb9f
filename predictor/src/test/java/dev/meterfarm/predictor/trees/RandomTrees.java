package dev.meterfarm.predictor.trees;

import java.util.Random;

/** Makes trees by a seed. */
final class RandomTrees {
  private RandomTrees() {}

  /** An ensemble of trees of at most this depth. */
  static TreeEnsemble ensemble(long seed, int features, int trees, int depth, Aggregate aggregate) {
    Random random = new Random(seed);
    TreeEnsembleBuilder builder = new TreeEnsembleBuilder(features, aggregate).base(0.25);
    for (int tree = 0; tree < trees; tree++) {
      builder.addTree(tree(random, features, depth));
    }
    return builder.build();
  }

  static TreeNode tree(Random random, int features, int depth) {
    if (depth == 0 || random.nextInt(8) == 0) {
      return new TreeNode.Leaf(random.nextGaussian());
    }
    return new TreeNode.Split(
        random.nextInt(features),
        random.nextGaussian() * 10,
        tree(random, features, depth - 1),
        tree(random, features, depth - 1));
  }

  /** Rows of ordinary values. */
  static float[][] rows(long seed, int count, int features) {
    Random random = new Random(seed);
    float[][] rows = new float[count][features];
    for (float[] row : rows) {
      for (int i = 0; i < features; i++) {
        row[i] = (float) (random.nextGaussian() * 10);
      }
    }
    return rows;
  }

  /** The rows, each with some values replaced by thresholds, their neighbours and extremes. */
  static float[][] nastyRows(long seed, int count, TreeEnsemble ensemble) {
    Random random = new Random(seed);
    float[][] rows = rows(seed, count, ensemble.features());
    float[] extremes = {
      0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE
    };
    for (float[] row : rows) {
      for (int i = 0; i < 6; i++) {
        int tree = random.nextInt(ensemble.trees());
        int node = random.nextInt(ensemble.treeSize(tree));
        if (!ensemble.isLeaf(tree, node)) {
          float threshold = ensemble.threshold(tree, node);
          float[] near = {threshold, Math.nextUp(threshold), Math.nextDown(threshold)};
          row[ensemble.feature(tree, node)] = near[random.nextInt(3)];
        }
      }
      if (random.nextInt(4) == 0) {
        row[random.nextInt(row.length)] = extremes[random.nextInt(extremes.length)];
      }
    }
    return rows;
  }
}
