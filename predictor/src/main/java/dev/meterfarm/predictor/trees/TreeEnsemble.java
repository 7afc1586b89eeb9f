package dev.meterfarm.predictor.trees;

import java.util.Arrays;

/**
 * An ensemble of regression trees over float features. Immutable and thread-safe.
 *
 * <p>A node is one {@code long}: the upper half is the threshold as an integer that orders like the
 * float, the lower half is the index of the left child within the tree (24 bits) and the feature (8
 * bits); the right child follows the left. A leaf is its own left child, splits on a feature that
 * is below every number, and keeps its value in the threshold's place; so a row that has arrived
 * stays, and a walk needs no branch. Batches go tree by tree over blocks of rows, {@value #LANES}
 * rows at a time, so that a tree stays in cache and the loads of several walks overlap.
 *
 * <p>A row goes left if its feature is below the threshold, as Weka's trees and ONNX's {@code
 * BRANCH_LT} do; NaN goes right.
 */
public final class TreeEnsemble {
  /** Most features a row can have. */
  public static final int MAX_FEATURES = 255;

  /** Most nodes an ensemble can have. */
  public static final int MAX_NODES = 1 << 24;

  private static final int LANES = 8;
  private static final int BLOCK = 1024;
  private static final int SHALLOW = 8;
  private static final int STEPS_BETWEEN_CHECKS = 2;

  private final int features;
  private final Aggregate aggregate;
  private final double base;
  private final long[] nodes;
  private final int[] bounds;
  private final int[] sureSteps;

  TreeEnsemble(int features, Aggregate aggregate, double base, long[] nodes, int[] bounds) {
    this.features = features;
    this.aggregate = aggregate;
    this.base = base;
    this.nodes = nodes;
    this.bounds = bounds;
    this.sureSteps = new int[bounds.length - 1];
    for (int tree = 0; tree < sureSteps.length; tree++) {
      sureSteps[tree] = sureSteps(tree);
    }
  }

  /** Steps that a walk takes before it is worth looking whether it has arrived. */
  private int sureSteps(int tree) {
    int[] depths = new int[treeSize(tree)];
    int deepest = 0;
    long sum = 0;
    int leaves = 0;
    for (int node = 0; node < depths.length; node++) {
      if (isLeaf(tree, node)) {
        deepest = Math.max(deepest, depths[node]);
        sum += depths[node];
        leaves++;
      } else {
        int left = left(tree, node);
        depths[left] = depths[node] + 1;
        depths[left + 1] = depths[node] + 1;
      }
    }
    return deepest <= SHALLOW ? deepest : (int) (sum / leaves);
  }

  static long split(int feature, float threshold, int left) {
    return ((long) key(threshold) << 32) | ((long) left << 8) | feature;
  }

  static long leaf(int features, float value, int self) {
    return ((long) Float.floatToRawIntBits(value + 0f) << 32) | ((long) self << 8) | features;
  }

  /** An integer that orders like the float; both zeros are equal, NaN is above infinity. */
  private static int key(float value) {
    int bits = Float.floatToIntBits(value + 0f);
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }

  /** How many features a row has. */
  public int features() {
    return features;
  }

  /** How the trees' values become one. */
  public Aggregate aggregate() {
    return aggregate;
  }

  /** What is added to the aggregate of the trees. */
  public double base() {
    return base;
  }

  /** How many trees there are. */
  public int trees() {
    return bounds.length - 1;
  }

  /** How many nodes all trees have, leaves included. */
  public int nodes() {
    return nodes.length;
  }

  /** How many nodes a tree has. */
  int treeSize(int tree) {
    return bounds[tree + 1] - bounds[tree];
  }

  boolean isLeaf(int tree, int node) {
    return feature(tree, node) == features;
  }

  int feature(int tree, int node) {
    return (int) nodes[bounds[tree] + node] & 0xFF;
  }

  int left(int tree, int node) {
    return ((int) nodes[bounds[tree] + node] >>> 8) - bounds[tree];
  }

  float threshold(int tree, int node) {
    int key = (int) (nodes[bounds[tree] + node] >> 32);
    return Float.intBitsToFloat(key ^ ((key >> 31) & Integer.MAX_VALUE));
  }

  float value(int tree, int node) {
    return Float.intBitsToFloat((int) (nodes[bounds[tree] + node] >> 32));
  }

  /**
   * The prediction for one row.
   *
   * @throws IllegalArgumentException if the row has another number of features
   */
  public double predict(float[] row) {
    double[] out = new double[1];
    predict(new float[][] {row}, out);
    return out[0];
  }

  /**
   * The predictions for many rows; equal to those of {@link #predict(float[])} to the last bit.
   *
   * @param rows one array of features each
   * @param out receives one prediction for each row; at least as long as {@code rows}
   * @throws IllegalArgumentException if a row has another number of features
   */
  public void predict(float[][] rows, double[] out) {
    int[] keys = new int[Math.min(BLOCK, rows.length) * (features + 1)];
    double[] sums = new double[Math.min(BLOCK, rows.length)];
    float[] arrived = new float[LANES];
    for (int from = 0; from < rows.length; from += BLOCK) {
      int count = Math.min(BLOCK, rows.length - from);
      for (int i = 0; i < count; i++) {
        fill(rows[from + i], keys, i * (features + 1));
      }
      Arrays.fill(sums, 0);
      int full = count / LANES * LANES;
      for (int tree = 0; tree < trees(); tree++) {
        addRows(tree, full, keys, sums, arrived);
      }
      for (int row = full; row < count; row++) {
        sums[row] = sumOfTrees(row * (features + 1), keys, arrived);
      }
      for (int i = 0; i < count; i++) {
        out[from + i] = base + (aggregate == Aggregate.AVERAGE ? sums[i] / trees() : sums[i]);
      }
    }
  }

  /** Eight rows at a time down one tree. */
  private void addRows(int tree, int rows, int[] keys, double[] sums, float[] arrived) {
    int stride = features + 1;
    for (int row = 0; row < rows; row += LANES) {
      walk(tree, 0, row * stride, stride, keys, arrived);
      for (int lane = 0; lane < LANES; lane++) {
        sums[row + lane] += arrived[lane];
      }
    }
  }

  /** One row down eight trees at a time; adds in the order of the trees, as for many rows. */
  private double sumOfTrees(int row, int[] keys, float[] arrived) {
    double sum = 0;
    int full = trees() / LANES * LANES;
    for (int tree = 0; tree < full; tree += LANES) {
      walk(tree, 1, row, 0, keys, arrived);
      for (int lane = 0; lane < LANES; lane++) {
        sum += arrived[lane];
      }
    }
    for (int tree = full; tree < trees(); tree++) {
      walk(tree, 0, row, 0, keys, arrived);
      sum += arrived[0];
    }
    return sum;
  }

  private void fill(float[] row, int[] keys, int at) {
    if (row.length != features) {
      throw new IllegalArgumentException(
          "a row of " + row.length + " features for trees over " + features);
    }
    for (int feature = 0; feature < features; feature++) {
      keys[at + feature] = key(row[feature]);
    }
    keys[at + features] = Integer.MIN_VALUE;
  }

  /**
   * Walks down eight paths at a time, so that their loads overlap: eight rows down one tree, or one
   * row down eight trees.
   */
  private void walk(int tree, int treeStep, int row, int rowStep, int[] keys, float[] arrived) {
    long[] all = nodes;
    int r1 = row + rowStep;
    int r2 = r1 + rowStep;
    int r3 = r2 + rowStep;
    int r4 = r3 + rowStep;
    int r5 = r4 + rowStep;
    int r6 = r5 + rowStep;
    int r7 = r6 + rowStep;
    long n0 = all[bounds[tree]];
    long n1 = all[bounds[tree + treeStep]];
    long n2 = all[bounds[tree + 2 * treeStep]];
    long n3 = all[bounds[tree + 3 * treeStep]];
    long n4 = all[bounds[tree + 4 * treeStep]];
    long n5 = all[bounds[tree + 5 * treeStep]];
    long n6 = all[bounds[tree + 6 * treeStep]];
    long n7 = all[bounds[tree + 7 * treeStep]];
    int steps = sureSteps[tree];
    do {
      for (int step = 0; step < steps; step++) {
        n0 = all[next(n0, keys[row + feature(n0)])];
        n1 = all[next(n1, keys[r1 + feature(n1)])];
        n2 = all[next(n2, keys[r2 + feature(n2)])];
        n3 = all[next(n3, keys[r3 + feature(n3)])];
        n4 = all[next(n4, keys[r4 + feature(n4)])];
        n5 = all[next(n5, keys[r5 + feature(n5)])];
        n6 = all[next(n6, keys[r6 + feature(n6)])];
        n7 = all[next(n7, keys[r7 + feature(n7)])];
      }
      steps = STEPS_BETWEEN_CHECKS;
    } while (!(isLeaf(n0)
        && isLeaf(n1)
        && isLeaf(n2)
        && isLeaf(n3)
        && isLeaf(n4)
        && isLeaf(n5)
        && isLeaf(n6)
        && isLeaf(n7)));
    arrived[0] = value(n0);
    arrived[1] = value(n1);
    arrived[2] = value(n2);
    arrived[3] = value(n3);
    arrived[4] = value(n4);
    arrived[5] = value(n5);
    arrived[6] = value(n6);
    arrived[7] = value(n7);
  }

  private boolean isLeaf(long node) {
    return feature(node) == features;
  }

  private static int feature(long node) {
    return (int) node & 0xFF;
  }

  /** The left child, or the right one if the row's key is not below the threshold's. */
  private static int next(long node, int key) {
    return ((int) node >>> 8) + 1 + (int) ((key - (node >> 32)) >> 63);
  }

  private static float value(long node) {
    return Float.intBitsToFloat((int) (node >> 32));
  }
}
