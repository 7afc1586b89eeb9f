package dev.meterfarm.benchmarks;

import dev.meterfarm.coordinator.learning.Effort;
import dev.meterfarm.coordinator.learning.TrainingSet;
import dev.meterfarm.coordinator.learning.weka.WekaRandomForest;
import dev.meterfarm.predictor.trees.TreeEnsemble;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import weka.classifiers.trees.RandomForest;
import weka.classifiers.trees.RandomTree;
import weka.core.Attribute;
import weka.core.DenseInstance;
import weka.core.Instances;

/**
 * The same forest, evaluated by us and by Weka, kernels per second on one core: 300 trees trained
 * on 4,000 convolutions. Both are trained from the same seed, and have to agree on every kernel
 * before anything is timed. What Weka's instances cost to make is left out, in Weka's favour.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Threads(1)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class WekaBenchmark {
  private static final int KERNELS = 10_000;
  private static final int WEKA_KERNELS = 1000;
  private static final int SAMPLES = 4000;
  private static final int SEED = 7;

  /** Our leaves are floats. */
  private static final double TOLERANCE = 1e-6;

  private TreeEnsemble ours;
  private RandomForest weka;
  private float[][] rows;
  private Instances instances;
  private double[] out;

  /**
   * Trains both.
   *
   * @throws Exception from Weka
   */
  @Setup(Level.Trial)
  public void train() throws Exception {
    TrainingSet set = samples();
    WekaRandomForest learner = new WekaRandomForest();
    ours = learner.train(set, Effort.FINAL, SEED);
    weka = trainWeka(set, learner.trees());
    rows = DistinctKernels.rows(3, KERNELS);
    out = new double[KERNELS];
    instances = instances(rows, new double[KERNELS]);
    requireAgreement();
    System.out.println("# nodes: " + ours.nodes() + ", features: " + ours.features());
  }

  private static TrainingSet samples() {
    float[][] rows = DistinctKernels.rows(1, SAMPLES);
    Random random = new Random(2);
    double[] targets = random.doubles(SAMPLES, -1, 1).toArray();
    double[] weights = new double[SAMPLES];
    Arrays.fill(weights, 1);
    return new TrainingSet(rows, targets, weights);
  }

  private static RandomForest trainWeka(TrainingSet set, int trees) throws Exception {
    RandomTree tree = new RandomTree();
    tree.setMinVarianceProp(0);
    RandomForest forest = new RandomForest();
    forest.setClassifier(tree);
    forest.setNumFeatures((set.features() + 1) / 2);
    forest.setNumIterations(trees);
    forest.setSeed(SEED);
    double[] targets = new double[set.size()];
    Arrays.setAll(targets, set::target);
    forest.buildClassifier(instances(set.rows(), targets));
    return forest;
  }

  private static Instances instances(float[][] rows, double[] targets) {
    int features = rows[0].length;
    List<Attribute> attributes = new ArrayList<>();
    for (int i = 0; i < features; i++) {
      attributes.add(new Attribute("f" + i));
    }
    attributes.add(new Attribute("target"));
    Instances all = new Instances("kernels", new ArrayList<>(attributes), rows.length);
    all.setClassIndex(features);
    for (int row = 0; row < rows.length; row++) {
      double[] values = new double[features + 1];
      for (int i = 0; i < features; i++) {
        values[i] = rows[row][i];
      }
      values[features] = targets[row];
      all.add(new DenseInstance(1, values));
    }
    return all;
  }

  private void requireAgreement() throws Exception {
    ours.predict(rows, out);
    for (int i = 0; i < KERNELS; i++) {
      double theirs = weka.classifyInstance(instances.get(i));
      if (Math.abs(out[i] - theirs) > TOLERANCE) {
        throw new IllegalStateException(
            "kernel " + i + " is " + out[i] + " for us and " + theirs + " for Weka");
      }
    }
  }

  /** Ours, all kernels in one call. */
  @Benchmark
  @OperationsPerInvocation(KERNELS)
  public double[] ours() {
    ours.predict(rows, out);
    return out;
  }

  /**
   * Weka's {@code classifyInstance}.
   *
   * @throws Exception from Weka
   */
  @Benchmark
  @OperationsPerInvocation(WEKA_KERNELS)
  public double weka() throws Exception {
    double sum = 0;
    for (int i = 0; i < WEKA_KERNELS; i++) {
      sum += weka.classifyInstance(instances.get(i));
    }
    return sum;
  }
}
