package dev.meterfarm.predictor.trees;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;

/**
 * Builds a {@link TreeEnsemble} tree by tree. For one thread.
 *
 * <p>Thresholds become the smallest float that is not below the double: for features that are
 * floats, {@code feature < float threshold} then says the same as {@code feature < double
 * threshold}.
 */
public final class TreeEnsembleBuilder {
  private final int features;
  private final Aggregate aggregate;
  private double base;
  private long[] nodes = new long[1024];
  private int nodeCount;
  private int[] roots = new int[64];
  private int treeCount;

  private record Pending(TreeNode node, int at) {}

  /**
   * A builder of an empty ensemble.
   *
   * @param features how many features a row has, 1 to {@value TreeEnsemble#MAX_FEATURES}
   * @param aggregate how the trees' values become one
   */
  public TreeEnsembleBuilder(int features, Aggregate aggregate) {
    if (features < 1 || features > TreeEnsemble.MAX_FEATURES) {
      throw new IllegalArgumentException(
          "features must be 1.." + TreeEnsemble.MAX_FEATURES + ", but is " + features);
    }
    this.features = features;
    this.aggregate = Objects.requireNonNull(aggregate, "aggregate");
  }

  /** What is added to the aggregate of the trees; 0 if never set; rounded to float. */
  public TreeEnsembleBuilder base(double value) {
    if (!Float.isFinite((float) value)) {
      throw new IllegalArgumentException("the base must be finite, but is " + value);
    }
    this.base = (float) value;
    return this;
  }

  /**
   * Adds a tree.
   *
   * @throws IllegalArgumentException if a split names a feature that a row does not have
   */
  public TreeEnsembleBuilder addTree(TreeNode root) {
    int first = beginTree();
    // Breadth first: the upper levels, which every row passes, lie together.
    ArrayDeque<Pending> open = new ArrayDeque<>();
    open.add(new Pending(root, first));
    while (!open.isEmpty()) {
      Pending next = open.remove();
      if (next.node() instanceof TreeNode.Split split) {
        int left = putSplit(next.at(), split.feature(), floatAtLeast(split.threshold()));
        open.add(new Pending(split.left(), left));
        open.add(new Pending(split.right(), left + 1));
      } else if (next.node() instanceof TreeNode.Leaf leaf) {
        nodes[next.at()] = TreeEnsemble.leaf(features, (float) leaf.value(), next.at());
      }
    }
    return this;
  }

  /**
   * Adds a tree whose thresholds are floats already.
   *
   * @throws IllegalArgumentException if a split names a feature that a row does not have, or the
   *     nodes are no tree
   */
  TreeEnsembleBuilder addTree(IndexedTree tree) {
    int first = beginTree();
    int[] from = new int[tree.size()];
    for (int at = first; at < nodeCount; at++) {
      int node = from[at - first];
      if (tree.isLeaf(node)) {
        if (!Float.isFinite(tree.value(node))) {
          throw new IllegalArgumentException("leaf " + node + " is not finite");
        }
        nodes[at] = TreeEnsemble.leaf(features, tree.value(node), at);
        continue;
      }
      int left = putSplit(at, tree.feature(node), tree.value(node)) - first;
      if (left + 1 >= from.length) {
        throw new IllegalArgumentException("node " + node + " leads back into its own tree");
      }
      from[left] = tree.left(node);
      from[left + 1] = tree.right(node);
    }
    return this;
  }

  private int beginTree() {
    if (treeCount + 1 >= roots.length) {
      roots = Arrays.copyOf(roots, roots.length * 2);
    }
    roots[treeCount++] = nodeCount;
    return reserve(1);
  }

  private int putSplit(int at, int feature, float threshold) {
    if (feature < 0 || feature >= features) {
      throw new IllegalArgumentException(
          "a split on feature " + feature + ", but there are only " + features);
    }
    if (!Float.isFinite(threshold)) {
      throw new IllegalArgumentException("a split at " + threshold);
    }
    int left = reserve(2);
    nodes[at] = TreeEnsemble.split(feature, threshold, left);
    return left;
  }

  private int reserve(int count) {
    int at = nodeCount;
    nodeCount += count;
    if (nodeCount > TreeEnsemble.MAX_NODES) {
      throw new IllegalArgumentException(
          "an ensemble of more than " + TreeEnsemble.MAX_NODES + " nodes");
    }
    if (nodeCount > nodes.length) {
      nodes = Arrays.copyOf(nodes, Math.max(nodeCount, nodes.length * 2));
    }
    return at;
  }

  /** The smallest float that is not below {@code value}. */
  static float floatAtLeast(double value) {
    float rounded = (float) value;
    float up = rounded < value ? Math.nextUp(rounded) : rounded;
    return Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, up));
  }

  /**
   * The finished ensemble.
   *
   * @throws IllegalStateException if no tree was added
   */
  public TreeEnsemble build() {
    if (treeCount == 0) {
      throw new IllegalStateException("an ensemble needs at least one tree");
    }
    int[] bounds = Arrays.copyOf(roots, treeCount + 1);
    bounds[treeCount] = nodeCount;
    return new TreeEnsemble(features, aggregate, base, Arrays.copyOf(nodes, nodeCount), bounds);
  }
}
