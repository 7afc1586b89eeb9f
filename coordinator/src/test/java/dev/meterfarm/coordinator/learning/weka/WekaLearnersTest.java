package dev.meterfarm.coordinator.learning.weka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meterfarm.coordinator.learning.Effort;
import dev.meterfarm.coordinator.learning.ForestLearner;
import dev.meterfarm.coordinator.learning.TrainingSet;
import dev.meterfarm.predictor.trees.TreeEnsemble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import weka.classifiers.Classifier;
import weka.core.Instances;

class WekaLearnersTest {
  private static final int FEATURES = 12;

  /** Leaves are floats in a bundle; the trees' sums are of order 1. */
  private static final double FLOAT_LEAVES = 1e-5;

  @Test
  void a_forest_predicts_what_weka_predicts_on_training_and_on_random_points() throws Exception {
    TrainingSet set = set(300, 1);
    WekaRandomForest learner = new WekaRandomForest(40);
    assertSame(learner.build(set, Effort.FINAL, 7), learner.train(set, Effort.FINAL, 7), set);
  }

  @Test
  void boosted_trees_predict_what_weka_predicts_on_training_and_on_random_points()
      throws Exception {
    TrainingSet set = set(300, 2);
    WekaBoostedTrees learner = new WekaBoostedTrees();
    assertSame(learner.build(set, Effort.FINAL, 7), learner.train(set, Effort.FINAL, 7), set);
  }

  @Test
  void the_same_seed_gives_the_same_trees_and_another_gives_others() {
    TrainingSet set = set(100, 3);
    for (ForestLearner learner :
        new ForestLearner[] {new WekaRandomForest(20), new WekaBoostedTrees()}) {
      double first = learner.train(set, Effort.ROUND, 1).predict(set.row(0));
      assertThat(learner.train(set, Effort.ROUND, 1).predict(set.row(0))).isEqualTo(first);
      assertThat(learner.train(set, Effort.ROUND, 2).predict(set.row(0))).isNotEqualTo(first);
    }
  }

  @Test
  void training_sets_of_one_and_of_equal_samples_are_no_trouble() {
    TrainingSet one = set(1, 4);
    TrainingSet equal = set(40, 4).subset(new int[20]);
    for (ForestLearner learner :
        new ForestLearner[] {new WekaRandomForest(20), new WekaBoostedTrees()}) {
      for (TrainingSet set : new TrainingSet[] {one, equal}) {
        assertThat(learner.train(set, Effort.FINAL, 1).predict(set.row(0)))
            .isCloseTo(set.target(0), within(1e-5));
      }
    }
  }

  @Test
  void weka_makes_no_folder_in_the_home_of_the_user() {
    Path home = Path.of(System.getProperty("user.home"), "wekafiles");
    boolean before = Files.exists(home);
    new WekaRandomForest(5).train(set(30, 5), Effort.FINAL, 1);
    assertThat(Files.exists(home)).isEqualTo(before);
    assertThat(System.getProperty("WEKA_HOME")).startsWith(System.getProperty("java.io.tmpdir"));
  }

  private static void assertSame(Classifier weka, TreeEnsemble ours, TrainingSet set)
      throws Exception {
    Instances format = WekaData.of(set);
    Random random = new Random(9);
    for (int i = 0; i < 2 * set.size(); i++) {
      float[] row = i < set.size() ? set.row(i) : row(random);
      weka.core.Instance instance = WekaData.instance(row, 0, 1);
      instance.setDataset(format);
      assertThat(ours.predict(row))
          .isCloseTo(weka.classifyInstance(instance), within(FLOAT_LEAVES));
    }
  }

  /** Features spread over nine decades, with many equal values, as kernels have them. */
  private static TrainingSet set(int size, long seed) {
    Random random = new Random(seed);
    float[][] rows = new float[size][];
    double[] targets = new double[size];
    double[] weights = new double[size];
    Arrays.fill(weights, 1);
    for (int i = 0; i < size; i++) {
      rows[i] = row(random);
      targets[i] =
          Math.log(1 + rows[i][0]) * 0.1 + (rows[i][3] % 16 == 0 ? -0.5 : 0) + random.nextDouble();
    }
    return new TrainingSet(rows, targets, weights);
  }

  private static float[] row(Random random) {
    float[] row = new float[FEATURES];
    for (int i = 0; i < FEATURES; i++) {
      row[i] =
          i % 3 == 0
              ? (float) Math.floor(Math.exp(random.nextDouble() * 20))
              : (float) (random.nextInt(20) / 7.0);
    }
    return row;
  }
}
