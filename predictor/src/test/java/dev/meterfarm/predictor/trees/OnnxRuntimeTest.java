package dev.meterfarm.predictor.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meterfarm.houserules.PythonForTests;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What onnxruntime makes of our forests: the reader that Python users have. */
@Tag("python")
class OnnxRuntimeTest {
  private static final int FEATURES = 25;

  @TempDir Path folder;

  @Test
  void onnxruntime_averages_a_forest_as_we_do() throws Exception {
    expectAgreement(RandomTrees.ensemble(7, FEATURES, 60, 14, Aggregate.AVERAGE));
  }

  @Test
  void onnxruntime_sums_boosted_trees_as_we_do() throws Exception {
    // Boosted trees add small steps: the sum stays of order 1, as logarithms of ratios are.
    TreeEnsembleBuilder builder = new TreeEnsembleBuilder(FEATURES, Aggregate.SUM).base(-0.4);
    Random random = new Random(11);
    for (int i = 0; i < 1500; i++) {
      builder.addTree(shrunk(RandomTrees.tree(random, FEATURES, 5)));
    }
    expectAgreement(builder.build());
  }

  private static TreeNode shrunk(TreeNode node) {
    if (node instanceof TreeNode.Split split) {
      return new TreeNode.Split(
          split.feature(), split.threshold(), shrunk(split.left()), shrunk(split.right()));
    }
    return new TreeNode.Leaf(((TreeNode.Leaf) node).value() * 0.02);
  }

  private void expectAgreement(TreeEnsemble ensemble) throws Exception {
    float[][] rows = RandomTrees.nastyRows(8, 3000, ensemble);
    double[] ours = new double[rows.length];
    ensemble.predict(rows, ours);

    float[] theirs = runPython(ensemble, rows);

    assertThat(theirs).hasSize(ours.length);
    for (int i = 0; i < ours.length; i++) {
      assertThat((double) theirs[i]).as("row %d", i).isCloseTo(ours[i], within(1e-5));
    }
    assertThat(Files.readString(folder.resolve("names.txt"))).startsWith("f0,f1,");
  }

  private float[] runPython(TreeEnsemble ensemble, float[][] rows)
      throws IOException, InterruptedException {
    String python = PythonForTests.require("onnxruntime");
    List<String> names = IntStream.range(0, FEATURES).mapToObj(i -> "f" + i).toList();
    try (OutputStream out = Files.newOutputStream(folder.resolve("forest.onnx"))) {
      OnnxForest.write(ensemble, names, out);
    }
    ByteBuffer buffer =
        ByteBuffer.allocate(rows.length * FEATURES * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float[] row : rows) {
      for (float value : row) {
        buffer.putFloat(value);
      }
    }
    Files.write(folder.resolve("rows.f32"), buffer.array());
    Path log = folder.resolve("log.txt");
    Process process =
        new ProcessBuilder(python, "src/test/python/predict_forest.py", folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = process.waitFor(3, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended).as("onnxruntime ended within three minutes").isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    byte[] predictions = Files.readAllBytes(folder.resolve("predictions.f32"));
    float[] values = new float[predictions.length / Float.BYTES];
    ByteBuffer.wrap(predictions).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
