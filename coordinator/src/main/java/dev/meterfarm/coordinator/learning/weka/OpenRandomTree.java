package dev.meterfarm.coordinator.learning.weka;

import dev.meterfarm.predictor.trees.TreeNode;
import java.io.Serial;
import java.lang.reflect.Field;
import java.util.Random;
import weka.classifiers.trees.RandomTree;
import weka.core.Instances;

/**
 * Weka's random tree, whose nodes can be read. The root is a protected member; the members of a
 * node are protected in a class that only Weka makes objects of, so they are read by reflection.
 * Weka copies this class by serialisation, once per tree of a forest.
 */
final class OpenRandomTree extends RandomTree {
  @Serial private static final long serialVersionUID = 1L;

  private static final Field SUCCESSORS = field("m_Successors");
  private static final Field ATTRIBUTE = field("m_Attribute");
  private static final Field SPLIT_POINT = field("m_SplitPoint");
  private static final Field VALUE = field("m_ClassDistribution");

  private static Field field(String name) {
    try {
      Field field = RandomTree.Tree.class.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("this is not the Weka that we know", e);
    }
  }

  private double sampleShare = 1;

  /** Which share of the samples, drawn anew for each tree, it is grown on; above 0, at most 1. */
  void setSampleShare(double share) {
    sampleShare = share;
  }

  @Override
  public void buildClassifier(Instances data) throws Exception {
    if (sampleShare >= 1) {
      super.buildClassifier(data);
      return;
    }
    // Seeded by an instance with its target, which changes from round to round of a boosting.
    Random random = data.getRandomNumberGenerator(getSeed());
    Instances some = new Instances(data);
    some.randomize(random);
    super.buildClassifier(
        new Instances(some, 0, (int) Math.max(1, Math.round(sampleShare * data.size()))));
  }

  /** The trained tree as nodes of ours, every leaf value multiplied by {@code scale}. */
  TreeNode nodes(double scale) {
    try {
      return nodes(m_Tree, 0, scale);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TreeNode nodes(RandomTree.Tree tree, double above, double scale)
      throws IllegalAccessException {
    double[] mean = (double[]) VALUE.get(tree);
    // A child that got no instance answers with its parent's value.
    double value = mean == null ? above : mean[0];
    int attribute = ATTRIBUTE.getInt(tree);
    if (attribute < 0) {
      return new TreeNode.Leaf(value * scale);
    }
    RandomTree.Tree[] successors = (RandomTree.Tree[]) SUCCESSORS.get(tree);
    return new TreeNode.Split(
        attribute,
        SPLIT_POINT.getDouble(tree),
        nodes(successors[0], value, scale),
        nodes(successors[1], value, scale));
  }
}
