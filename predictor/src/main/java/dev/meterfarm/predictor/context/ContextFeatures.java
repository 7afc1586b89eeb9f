package dev.meterfarm.predictor.context;

import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.Tensor;
import dev.meterfarm.predictor.kernels.Kernel;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.predictor.kernels.KernelPlan;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What the context term sees of a network: the same for fitting and for predicting.
 *
 * @param familyNanos for each family that occurs, the sum of its kernels measured or predicted
 *     alone, in ns
 * @param activationBytes bytes of the tensors that kernels write, for other kernels or the caller
 * @param weights bytes of the constant float tensors that kernels read, each counted once, for the
 *     first kernel that reads it
 * @param kernels how many kernels there are
 */
public record ContextFeatures(
    Map<KernelFamily, Double> familyNanos,
    double activationBytes,
    KernelWeights weights,
    int kernels) {
  private static final Set<ElementType> FLOATS =
      EnumSet.of(ElementType.FLOAT16, ElementType.FLOAT32, ElementType.FLOAT64);

  public ContextFeatures {
    Objects.requireNonNull(weights, "weights");
    Map<KernelFamily, Double> copy = new EnumMap<>(KernelFamily.class);
    copy.putAll(familyNanos);
    familyNanos = Collections.unmodifiableMap(copy);
  }

  /**
   * The features of a network.
   *
   * @param plan its kernels
   * @param kernelNanos the time of each kernel alone, in ns, in the order of the plan
   */
  public static ContextFeatures of(KernelPlan plan, double[] kernelNanos) {
    List<Kernel> kernels = plan.kernels();
    if (kernels.size() != kernelNanos.length) {
      throw new IllegalArgumentException(
          kernelNanos.length + " times for " + kernels.size() + " kernels");
    }
    Map<KernelFamily, Double> sums = new EnumMap<>(KernelFamily.class);
    double bytes = 0;
    for (int i = 0; i < kernelNanos.length; i++) {
      Kernel kernel = kernels.get(i);
      sums.merge(kernel.family(), kernelNanos[i], Double::sum);
      Op last = plan.graph().op(kernel.lastOp());
      for (int output : last.outputs()) {
        bytes += plan.graph().tensor(output).bytes();
      }
    }
    return new ContextFeatures(sums, bytes, weights(plan), kernelNanos.length);
  }

  private static KernelWeights weights(KernelPlan plan) {
    Graph graph = plan.graph();
    Set<Integer> counted = new HashSet<>();
    double[] bytes = new double[plan.kernels().size()];
    double[] packed = new double[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      for (int op : plan.kernels().get(i).ops()) {
        List<Integer> inputs = graph.op(op).inputs();
        for (int position = 0; position < inputs.size(); position++) {
          int input = inputs.get(position);
          if (input >= 0 && isWeight(graph.tensor(input)) && counted.add(input)) {
            double own = graph.tensor(input).bytes();
            bytes[i] += own;
            packed[i] += own * PackedFilter.growth(graph, graph.op(op), position);
          }
        }
      }
    }
    return KernelWeights.packed(bytes, packed);
  }

  private static boolean isWeight(Tensor tensor) {
    return tensor.isConstant() && FLOATS.contains(tensor.type());
  }

  /** Sum of all kernels in ns, before any context. */
  public double sumNanos() {
    return familyNanos.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
