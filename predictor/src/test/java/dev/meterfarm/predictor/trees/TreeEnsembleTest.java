package dev.meterfarm.predictor.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TreeEnsembleTest {

  private static double walk(TreeNode node, float[] row) {
    if (node instanceof TreeNode.Split split) {
      return walk(row[split.feature()] < split.threshold() ? split.left() : split.right(), row);
    }
    return (float) ((TreeNode.Leaf) node).value();
  }

  @Property(tries = 60)
  void a_batch_predicts_what_walking_the_learners_own_trees_does(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 9) int depth,
      @ForAll @IntRange(min = 1, max = 30) int rowCount) {
    Random random = new Random(seed);
    List<TreeNode> trees = new ArrayList<>();
    TreeEnsembleBuilder builder = new TreeEnsembleBuilder(5, Aggregate.SUM).base(0.5);
    for (int i = 0; i < 7; i++) {
      trees.add(RandomTrees.tree(random, 5, depth));
      builder.addTree(trees.get(i));
    }
    TreeEnsemble ensemble = builder.build();
    float[][] rows = RandomTrees.nastyRows(seed, rowCount, ensemble);
    double[] out = new double[rowCount];

    ensemble.predict(rows, out);

    for (int i = 0; i < rowCount; i++) {
      float[] row = rows[i];
      double expected = 0.5 + trees.stream().mapToDouble(tree -> walk(tree, row)).sum();
      assertThat(out[i]).isCloseTo(expected, within(1e-12));
      assertThat(ensemble.predict(row)).isEqualTo(out[i]);
    }
  }

  @Test
  void a_double_threshold_between_two_floats_splits_floats_as_the_double_does() {
    double threshold = 0.1; // not a float
    TreeEnsemble ensemble =
        new TreeEnsembleBuilder(1, Aggregate.AVERAGE)
            .addTree(new TreeNode.Split(0, threshold, new TreeNode.Leaf(-1), new TreeNode.Leaf(1)))
            .build();

    for (float value : new float[] {0.1f, Math.nextDown(0.1f), Math.nextUp(0.1f)}) {
      assertThat(ensemble.predict(new float[] {value})).isEqualTo(value < threshold ? -1 : 1);
    }
  }

  @Test
  void not_a_number_goes_right_and_both_zeros_are_equal() {
    TreeEnsemble ensemble =
        new TreeEnsembleBuilder(1, Aggregate.AVERAGE)
            .addTree(new TreeNode.Split(0, 0, new TreeNode.Leaf(-1), new TreeNode.Leaf(-0.0)))
            .build();

    assertThat(ensemble.predict(new float[] {Float.NaN})).isZero();
    assertThat(ensemble.predict(new float[] {-0f})).isZero();
    assertThat(ensemble.predict(new float[] {Float.POSITIVE_INFINITY})).isZero();
    assertThat(ensemble.predict(new float[] {Float.NEGATIVE_INFINITY})).isEqualTo(-1);
  }

  @Test
  void more_rows_than_a_block_are_predicted_one_by_one_alike() {
    TreeEnsemble ensemble = RandomTrees.ensemble(3, 12, 40, 14, Aggregate.AVERAGE);
    float[][] rows = RandomTrees.nastyRows(4, 2500, ensemble);
    double[] out = new double[rows.length];

    ensemble.predict(rows, out);

    assertThat(IntStream.range(0, rows.length).mapToDouble(i -> ensemble.predict(rows[i])))
        .containsExactly(Arrays.stream(out).boxed().toArray(Double[]::new));
  }

  @Test
  void a_row_of_another_width_and_a_split_on_an_unknown_feature_are_refused() {
    TreeEnsemble ensemble = RandomTrees.ensemble(1, 3, 1, 2, Aggregate.SUM);

    assertThatThrownBy(() -> ensemble.predict(new float[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 features for trees over 3");
    assertThatThrownBy(
            () ->
                new TreeEnsembleBuilder(2, Aggregate.SUM)
                    .addTree(new TreeNode.Split(2, 0, new TreeNode.Leaf(0), new TreeNode.Leaf(0))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onnx_brings_back_the_same_predictions_to_the_last_bit() throws IOException {
    TreeEnsemble ensemble = RandomTrees.ensemble(5, 4, 30, 8, Aggregate.AVERAGE);
    float[][] rows = RandomTrees.nastyRows(6, 300, ensemble);
    double[] before = new double[rows.length];
    double[] after = new double[rows.length];

    TreeEnsemble read = OnnxForest.read(new ByteArrayInputStream(onnx(ensemble)));
    ensemble.predict(rows, before);
    read.predict(rows, after);

    assertThat(after).isEqualTo(before);
    assertThat(read.trees()).isEqualTo(30);
    assertThat(onnx(read)).isEqualTo(onnx(ensemble));
  }

  @Test
  void what_is_no_onnx_forest_is_refused_as_such() throws IOException {
    byte[] whole = onnx(RandomTrees.ensemble(5, 4, 3, 4, Aggregate.SUM));

    assertThatThrownBy(() -> OnnxForest.read(new ByteArrayInputStream(new byte[0])))
        .isInstanceOf(OnnxFormatException.class);
    for (int length = 1; length < whole.length; length += 7) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> OnnxForest.read(new ByteArrayInputStream(cut)))
          .isInstanceOf(OnnxFormatException.class);
    }
  }

  private static byte[] onnx(TreeEnsemble ensemble) throws IOException {
    List<String> names =
        IntStream.range(0, ensemble.features()).mapToObj(i -> "feature_" + i).toList();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OnnxForest.write(ensemble, names, out);
    return out.toByteArray();
  }
}
