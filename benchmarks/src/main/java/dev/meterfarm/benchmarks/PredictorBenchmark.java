package dev.meterfarm.benchmarks;

import dev.meterfarm.predictor.trees.Aggregate;
import dev.meterfarm.predictor.trees.TreeEnsemble;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Distinct kernels per second on one core, features given: 1,500 boosted trees of depth 5, and 300
 * trees of a forest grown on 4,000 samples down to single ones. The rival in the same run is the
 * same trees, one row at a time.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Threads(1)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PredictorBenchmark {
  private static final int KERNELS = 10_000;
  private static final int ONE_BY_ONE = 500;
  private static final int SAMPLES = 4000;

  /** Which ensemble. */
  public enum Trees {
    BOOSTED(1500, 5, Aggregate.SUM),
    FOREST(300, Integer.MAX_VALUE, Aggregate.AVERAGE);

    private final int trees;
    private final int depth;
    private final Aggregate aggregate;

    Trees(int trees, int depth, Aggregate aggregate) {
      this.trees = trees;
      this.depth = depth;
      this.aggregate = aggregate;
    }
  }

  /** Which ensemble. */
  @Param({"BOOSTED", "FOREST"})
  public Trees trees;

  private TreeEnsemble ensemble;
  private float[][] rows;
  private double[] out;

  /** Grows the trees on other kernels than those that are predicted. */
  @Setup(Level.Trial)
  public void grow() {
    GrownTrees grown = new GrownTrees(DistinctKernels.rows(1, SAMPLES), 2);
    ensemble = grown.ensemble(trees.trees, trees.depth, trees.aggregate);
    rows = DistinctKernels.rows(3, KERNELS);
    out = new double[KERNELS];
    System.out.println("# nodes: " + ensemble.nodes() + ", features: " + ensemble.features());
  }

  /** All kernels in one call. */
  @Benchmark
  @OperationsPerInvocation(KERNELS)
  public double[] batch() {
    ensemble.predict(rows, out);
    return out;
  }

  /** Kernel by kernel. */
  @Benchmark
  @OperationsPerInvocation(ONE_BY_ONE)
  public double oneByOne() {
    double sum = 0;
    for (int i = 0; i < ONE_BY_ONE; i++) {
      sum += ensemble.predict(rows[i]);
    }
    return sum;
  }
}
