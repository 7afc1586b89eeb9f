package dev.meterfarm.coordinator.sampling;

import dev.meterfarm.coordinator.evaluation.ErrorSummary;
import dev.meterfarm.coordinator.learning.Effort;
import dev.meterfarm.coordinator.learning.ForestLearner;
import dev.meterfarm.coordinator.learning.TrainingSet;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.Tensor;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.predictor.trees.TreeEnsemble;
import java.util.Arrays;
import java.util.List;

/**
 * nn-Meter's features (Zhang et al., MobiSys 2021) and its raw target, as a rival on the same
 * measurements. HW is the input's height, channels are CIN and COUT, K and S the kernel size and
 * the stride. Stateless and thread-safe.
 */
public final class NnMeterBaseline {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double FLOPS_UNIT = 2e6;
  private static final double PARAMETERS_UNIT = 1e6;
  private static final int CONCAT_INPUTS = 4;

  private NnMeterBaseline() {}

  /**
   * Trains on milliseconds, without logarithm or roofline, and tests.
   *
   * @param train configurations of one family, with {@code trainNanos} as their labels
   * @param test others of that family, with {@code testNanos} as their labels
   */
  public static ErrorSummary evaluate(
      ForestLearner forest,
      List<KernelConfiguration> train,
      double[] trainNanos,
      List<KernelConfiguration> test,
      double[] testNanos,
      long seed) {
    double[] weights = new double[trainNanos.length];
    Arrays.fill(weights, 1);
    TrainingSet set =
        new TrainingSet(
            rows(train),
            Arrays.stream(trainNanos).map(nanos -> nanos / NANOS_PER_MILLI).toArray(),
            weights);
    TreeEnsemble trees = forest.train(set, Effort.FINAL, seed);
    double[] predicted = new double[testNanos.length];
    trees.predict(rows(test), predicted);
    for (int i = 0; i < predicted.length; i++) {
      predicted[i] *= NANOS_PER_MILLI;
    }
    return ErrorSummary.of(predicted, testNanos);
  }

  private static float[][] rows(List<KernelConfiguration> configurations) {
    return configurations.stream().map(NnMeterBaseline::features).toArray(float[][]::new);
  }

  /** The features that nn-Meter has for a kernel of this family. */
  static float[] features(KernelConfiguration configuration) {
    Graph graph = configuration.graph();
    Shape in = graph.tensor(graph.inputs().get(0)).shape();
    Shape out = graph.tensor(graph.outputs().get(0)).shape();
    Op main = mainOp(configuration);
    float flops = (float) (configuration.work().flops() / FLOPS_UNIT);
    float parameters = (float) (parameters(graph) / PARAMETERS_UNIT);
    return switch (configuration.family()) {
      case CONV, CONV_1X1, CONV_GROUPED, DWCONV ->
          new float[] {
            in.height(),
            in.channels(),
            out.channels(),
            kernelSize(graph, main),
            stride(main),
            flops,
            parameters
          };
      case FC -> new float[] {in.channels(), out.channels(), flops, parameters};
      case POOL ->
          new float[] {
            in.height(), in.channels(), out.channels(), kernelSize(graph, main), stride(main)
          };
      case CONCAT -> concat(graph, in);
      case TCONV,
          BMM,
          REDUCE,
          BINARY,
          CLAMP,
          UNARY,
          SOFTMAX,
          SPLIT,
          SLICE,
          RESHAPE,
          TRANSPOSE,
          PAD,
          RESIZE,
          GENERIC ->
          new float[] {in.height(), in.channels()};
    };
  }

  private static Op mainOp(KernelConfiguration configuration) {
    Graph graph = configuration.graph();
    for (int op = 0; op < graph.ops().size(); op++) {
      if (KernelFamily.of(graph, op) == configuration.family()) {
        return graph.op(op);
      }
    }
    throw new IllegalArgumentException("no op of its family in " + configuration);
  }

  private static float[] concat(Graph graph, Shape in) {
    float[] row = new float[1 + CONCAT_INPUTS];
    row[0] = in.height();
    for (int i = 0; i < Math.min(CONCAT_INPUTS, graph.inputs().size()); i++) {
      row[1 + i] = graph.tensor(graph.inputs().get(i)).shape().channels();
    }
    return row;
  }

  private static int kernelSize(Graph graph, Op op) {
    return op.attributes() instanceof Attributes.Pool pool
        ? pool.filterHeight()
        : graph.tensor(op.inputs().get(1)).shape().extent(1);
  }

  private static int stride(Op op) {
    if (op.attributes() instanceof Attributes.Conv conv) {
      return conv.strideHeight();
    }
    if (op.attributes() instanceof Attributes.DepthwiseConv conv) {
      return conv.strideHeight();
    }
    return ((Attributes.Pool) op.attributes()).strideHeight();
  }

  private static double parameters(Graph graph) {
    return graph.tensors().stream()
        .filter(Tensor::isConstant)
        .mapToDouble(tensor -> tensor.shape().elements())
        .sum();
  }
}
