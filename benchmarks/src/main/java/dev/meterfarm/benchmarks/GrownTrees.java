package dev.meterfarm.benchmarks;

import dev.meterfarm.predictor.trees.Aggregate;
import dev.meterfarm.predictor.trees.TreeEnsemble;
import dev.meterfarm.predictor.trees.TreeEnsembleBuilder;
import dev.meterfarm.predictor.trees.TreeNode;
import java.util.Random;

/**
 * Grows trees of the size and shape that learners grow, without learning: each split takes a random
 * feature at a random sample's value, each leaf the mean of its samples. Bootstraps as a random
 * forest does. For one thread.
 */
final class GrownTrees {
  private static final int ATTEMPTS = 20;

  private final float[][] samples;
  private final double[] labels;
  private final Random random;

  GrownTrees(float[][] samples, long seed) {
    this.samples = samples;
    this.random = new Random(seed);
    this.labels = random.doubles(samples.length, -1, 1).toArray();
  }

  /** An ensemble of trees grown down to single samples, or to a depth. */
  TreeEnsemble ensemble(int trees, int depth, Aggregate aggregate) {
    TreeEnsembleBuilder builder = new TreeEnsembleBuilder(samples[0].length, aggregate);
    for (int tree = 0; tree < trees; tree++) {
      int[] members = random.ints(samples.length, 0, samples.length).toArray();
      builder.addTree(grow(members, 0, members.length, depth));
    }
    return builder.build();
  }

  private TreeNode grow(int[] members, int from, int to, int depth) {
    for (int attempt = 0; depth > 0 && to - from > 1 && attempt < ATTEMPTS; attempt++) {
      int feature = random.nextInt(samples[0].length);
      float threshold = samples[members[from + random.nextInt(to - from)]][feature];
      int middle = partition(members, from, to, feature, threshold);
      if (middle > from) {
        return new TreeNode.Split(
            feature,
            threshold,
            grow(members, from, middle, depth - 1),
            grow(members, middle, to, depth - 1));
      }
    }
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += labels[members[i]];
    }
    return new TreeNode.Leaf(sum / (to - from));
  }

  private int partition(int[] members, int from, int to, int feature, float threshold) {
    int middle = from;
    for (int i = from; i < to; i++) {
      if (samples[members[i]][feature] < threshold) {
        int swapped = members[i];
        members[i] = members[middle];
        members[middle++] = swapped;
      }
    }
    return middle;
  }
}
