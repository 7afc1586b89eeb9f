package dev.meterfarm.coordinator.learning.weka;

import dev.meterfarm.coordinator.learning.Effort;
import dev.meterfarm.coordinator.learning.ForestLearner;
import dev.meterfarm.coordinator.learning.TrainingSet;
import dev.meterfarm.predictor.trees.Aggregate;
import dev.meterfarm.predictor.trees.TreeEnsemble;
import dev.meterfarm.predictor.trees.TreeEnsembleBuilder;
import java.io.Serial;
import java.util.List;
import weka.classifiers.Classifier;
import weka.classifiers.meta.AdditiveRegression;

/**
 * Boosted random trees: Weka's AdditiveRegression over RandomTree. Over a random tree, not over
 * REPTree, whose pruning ends the boosting after some sixty rounds. Thread-safe.
 *
 * @param settings what to grow
 */
public record WekaBoostedTrees(BoostingSettings settings) implements ForestLearner {
  static {
    WekaHome.redirect();
  }

  /** With {@link BoostingSettings#DEFAULT}. */
  public WekaBoostedTrees() {
    this(BoostingSettings.DEFAULT);
  }

  @Override
  public String name() {
    return "BoostedRandomTrees";
  }

  @Override
  public TreeEnsemble train(TrainingSet set, Effort effort, long seed) {
    Boosted boosted = build(set, effort, seed);
    TreeEnsembleBuilder builder =
        new TreeEnsembleBuilder(set.features(), Aggregate.SUM).base(boosted.start());
    for (Classifier tree : boosted.members()) {
      builder.addTree(((OpenRandomTree) tree).nodes(settings.shrinkage(effort, set.size())));
    }
    return builder.build();
  }

  Boosted build(TrainingSet set, Effort effort, long seed) {
    OpenRandomTree tree = new OpenRandomTree();
    tree.setMinVarianceProp(0);
    tree.setKValue(settings.featuresPerSplit());
    tree.setMaxDepth(settings.depth());
    tree.setMinNum(settings.minimumNode());
    tree.setSampleShare(settings.sampleShare());
    tree.setSeed(Long.hashCode(seed));
    Boosted boosted = new Boosted();
    boosted.setClassifier(tree);
    boosted.setShrinkage(settings.shrinkage(effort, set.size()));
    boosted.setNumIterations(settings.rounds(effort, set.size()));
    try {
      boosted.buildClassifier(WekaData.of(set));
    } catch (Exception e) {
      throw new IllegalStateException("Weka could not boost trees on " + set.size(), e);
    }
    return boosted;
  }

  /** Weka's boosting, whose trees can be read. */
  static final class Boosted extends AdditiveRegression {
    @Serial private static final long serialVersionUID = 1L;

    double start() {
      return m_InitialPrediction;
    }

    List<Classifier> members() {
      return List.copyOf(m_Classifiers);
    }
  }
}
