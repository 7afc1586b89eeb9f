package dev.meterfarm.predictor.kernels;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.predictor.rules.OpClassifier;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;

/**
 * How a target's runtime executes a graph. Immutable.
 *
 * @param graph the source graph, with baked-in activations taken apart where the runtime does so
 * @param kernels kernels over {@code graph}, in the order of their last ops; every op is in exactly
 *     one
 * @param originalOps for each op of {@code graph}, the index of the op of the source graph that it
 *     comes from
 */
public record KernelPlan(Graph graph, List<Kernel> kernels, List<Integer> originalOps) {
  public KernelPlan {
    Objects.requireNonNull(graph, "graph");
    kernels = List.copyOf(kernels);
    originalOps = List.copyOf(originalOps);
    if (originalOps.size() != graph.ops().size()) {
      throw new IllegalArgumentException(
          originalOps.size() + " original ops for " + graph.ops().size() + " ops");
    }
  }

  /** The class of an op in words, such as {@code conv1x1}. */
  public String classOf(int op) {
    return OpClassifier.classOf(graph, op);
  }

  /**
   * A kernel's type in words: the classes of its ops and of the activations inside them, joined by
   * {@code +}, such as {@code conv1x1+relu6}.
   */
  public String type(Kernel kernel) {
    StringJoiner type = new StringJoiner("+");
    for (int op : kernel.ops()) {
      type.add(OpClassifier.classOf(graph, op));
      Activation baked = graph.op(op).activation();
      if (baked != Activation.NONE) {
        type.add(OpClassifier.bakedClass(baked));
      }
    }
    return type.toString();
  }

  /**
   * A kernel as a model of its own, in a canonical form: no names, constants by position, and a
   * clamp after a conv, dwconv, fc or pool baked into it. Kernels that are the same work give equal
   * graphs.
   */
  public Graph extract(Kernel kernel) {
    return KernelExtraction.extract(graph, kernel);
  }
}
