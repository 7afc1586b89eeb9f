package dev.meterfarm.coordinator.learning.weka;

import dev.meterfarm.coordinator.learning.Effort;
import dev.meterfarm.coordinator.learning.ForestLearner;
import dev.meterfarm.coordinator.learning.TrainingSet;
import dev.meterfarm.predictor.trees.Aggregate;
import dev.meterfarm.predictor.trees.TreeEnsemble;
import dev.meterfarm.predictor.trees.TreeEnsembleBuilder;
import java.io.Serial;
import java.util.Optional;
import java.util.function.Consumer;
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

  /**
   * A tree is grown on no more samples than this: trees that are grown to the end have as many
   * leaves as samples, and hundreds of large ones fill the memory and the bundle for nothing.
   */
  static final int MOST_PER_TREE = 6_000;

  /** Trees times samples of a tree: a campaign of an hour has many large families to end with. */
  private static final int MOST_WORK = 1_200_000;

  @Override
  public TreeEnsemble train(TrainingSet set, Effort effort, long seed) {
    TreeEnsembleBuilder builder = new TreeEnsembleBuilder(set.features(), Aggregate.AVERAGE);
    // Weka's trees take ten times the memory of ours, so each goes as soon as it is read.
    build(set, effort, seed, new Forest(Optional.of(tree -> builder.addTree(tree.nodes(1)))));
    return builder.build();
  }

  /** A forest that keeps Weka's trees. */
  Forest build(TrainingSet set, Effort effort, long seed) {
    Forest forest = new Forest(Optional.empty());
    build(set, effort, seed, forest);
    return forest;
  }

  private void build(TrainingSet set, Effort effort, long seed, Forest forest) {
    OpenRandomTree tree = new OpenRandomTree();
    tree.setMinVarianceProp(0);
    forest.setClassifier(tree);
    forest.setNumFeatures(Math.max(1, (set.features() + 1) / 2));
    int wanted = Math.min(trees, Math.max(1, MOST_WORK / Math.min(MOST_PER_TREE, set.size())));
    forest.setNumIterations(effort == Effort.FINAL ? wanted : Math.max(1, wanted / 3));
    forest.setNumExecutionSlots(1);
    forest.setSeed(Long.hashCode(seed));
    forest.setBagSizePercent(Math.max(1, Math.min(100, 100 * MOST_PER_TREE / set.size())));
    try {
      forest.buildClassifier(WekaData.of(set));
    } catch (Exception e) {
      throw new IllegalStateException("Weka could not train a forest on " + set.size(), e);
    }
  }

  /** Weka's forest, whose trees can be read. */
  static final class Forest extends RandomForest {
    @Serial private static final long serialVersionUID = 1L;

    private final transient Optional<Consumer<OpenRandomTree>> reader;

    /**
     * A forest that is not trained.
     *
     * @param reader gets each tree, which is then forgotten; without one they are kept
     */
    Forest(Optional<Consumer<OpenRandomTree>> reader) {
      this.reader = reader;
    }

    @Override
    protected void buildClassifiers() throws Exception {
      if (reader.isEmpty()) {
        super.buildClassifiers();
        return;
      }
      for (int i = 0; i < m_Classifiers.length; i++) {
        m_Classifiers[i].buildClassifier(getTrainingSet(i));
        reader.get().accept((OpenRandomTree) m_Classifiers[i]);
        m_Classifiers[i] = null;
      }
    }

    Classifier[] members() {
      return m_Classifiers.clone();
    }
  }
}
