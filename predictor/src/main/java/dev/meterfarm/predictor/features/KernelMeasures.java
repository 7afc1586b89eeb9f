package dev.meterfarm.predictor.features;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.predictor.kernels.Kernel;

/**
 * A kernel's features and work, computed together. Not to be changed after it was made.
 *
 * @param features in the order of the family's {@link FeatureSchema}
 * @param work what it computes and moves
 */
@SuppressWarnings("ArrayRecordComponent") // a row for the trees, made once for each kernel
public record KernelMeasures(float[] features, KernelWork work) {

  /** The measures of a kernel of {@code graph}. */
  public static KernelMeasures of(Graph graph, Kernel kernel) {
    KernelView view = new KernelView(graph, kernel);
    return new KernelMeasures(FeatureSchema.of(kernel.family()).extract(view), view.work());
  }
}
