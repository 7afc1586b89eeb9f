package dev.meterfarm.benchmarks;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.predictor.features.FeatureSchema;
import dev.meterfarm.predictor.kernels.Kernel;
import dev.meterfarm.predictor.kernels.KernelDetector;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.predictor.rules.FusionRules;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Convolutions with no two alike, and their features. Stateless and thread-safe. */
final class DistinctKernels {
  private static final int[] EXTENTS = {1, 3, 5, 7};
  private static final KernelDetector DETECTOR = new KernelDetector(FusionRules.none());

  private DistinctKernels() {}

  /** Features of this many different convolutions. */
  static float[][] rows(long seed, int count) {
    Random random = new Random(seed);
    Set<List<Integer>> seen = new HashSet<>();
    float[][] rows = new float[count][];
    for (int i = 0; i < count; ) {
      int size = 4 + random.nextInt(109);
      int in = (int) Math.exp(random.nextDouble() * Math.log(1024));
      int out = (int) Math.exp(random.nextDouble() * Math.log(1024));
      int extent = EXTENTS[random.nextInt(EXTENTS.length)];
      int stride = 1 + random.nextInt(2);
      if (seen.add(List.of(size, in, out, extent, stride)) && extent + stride > 2) {
        rows[i++] = row(size, in, out, extent, stride);
      }
    }
    return rows;
  }

  private static float[] row(int size, int in, int out, int extent, int stride) {
    GraphBuilder build = new GraphBuilder("conv", 1);
    int x = build.input(Shape.of(1, size, size, in));
    Graph graph = build.build(build.conv(x, out, extent, stride, Activation.RELU));
    Kernel kernel = DETECTOR.detect(graph).kernels().get(0);
    return FeatureSchema.of(KernelFamily.CONV).extract(graph, kernel);
  }
}
