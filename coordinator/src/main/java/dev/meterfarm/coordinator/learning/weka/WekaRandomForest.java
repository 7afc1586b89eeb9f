package dev.meterfarm.coordinator.learning.weka;

import dev.meterfarm.coordinator.learning.Effort;
import dev.meterfarm.coordinator.learning.ForestLearner;
import dev.meterfarm.coordinator.learning.TrainingSet;
import dev.meterfarm.predictor.trees.Aggregate;
import dev.meterfarm.predictor.trees.TreeEnsemble;
import dev.meterfarm.predictor.trees.TreeEnsembleBuilder;
import java.io.Serial;
import weka.classifiers.Classifier;
import weka.classifiers.trees.RandomForest;

/**
 * Weka's random forest. Thread-safe.
 *
 * <p>Two settings are not Weka's: no minimum share of variance for a split ({@code -V 0}; the
 * default stops far too early on a target that spans decades), and half of the features tried at
 * each split ({@code -K}; the default tries {@code log2 + 1}, which starves trees whose signal sits
 * in few features).
 *
 * @param trees how many trees, for the bundle; a third of them between rounds
 */
public record WekaRandomForest(int trees) implements ForestLearner {
  static {
    WekaHome.redirect();
  }

  /** A forest of 300 trees. */
  public WekaRandomForest() {
    this(300);
  }

  @Override
  public String name() {
    return "RandomForest";
  }

  @Override
  public TreeEnsemble train(TrainingSet set, Effort effort, long seed) {
    Forest forest = build(set, effort, seed);
    TreeEnsembleBuilder builder = new TreeEnsembleBuilder(set.features(), Aggregate.AVERAGE);
    for (Classifier tree : forest.members()) {
      builder.addTree(((OpenRandomTree) tree).nodes(1));
    }
    return builder.build();
  }

  Forest build(TrainingSet set, Effort effort, long seed) {
    OpenRandomTree tree = new OpenRandomTree();
    tree.setMinVarianceProp(0);
    Forest forest = new Forest();
    forest.setClassifier(tree);
    forest.setNumFeatures(Math.max(1, (set.features() + 1) / 2));
    forest.setNumIterations(effort == Effort.FINAL ? trees : Math.max(1, trees / 3));
    forest.setNumExecutionSlots(1);
    forest.setSeed(Long.hashCode(seed));
    try {
      forest.buildClassifier(WekaData.of(set));
    } catch (Exception e) {
      throw new IllegalStateException("Weka could not train a forest on " + set.size(), e);
    }
    return forest;
  }

  /** Weka's forest, whose trees can be read. */
  static final class Forest extends RandomForest {
    @Serial private static final long serialVersionUID = 1L;

    Classifier[] members() {
      return m_Classifiers.clone();
    }
  }
}
