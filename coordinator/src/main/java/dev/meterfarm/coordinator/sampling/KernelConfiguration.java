package dev.meterfarm.coordinator.sampling;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.json.GraphJson;
import dev.meterfarm.predictor.features.FeatureSchema;
import dev.meterfarm.predictor.features.KernelWork;
import dev.meterfarm.predictor.kernels.Kernel;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One kernel that can be measured. Equal by its hash. Do not change the array.
 *
 * @param family which predictor it trains
 * @param graph the kernel as a model of its own, canonical
 * @param hash fingerprint of {@code graph}
 * @param features in the order of the family's schema
 * @param work what the roofline needs
 */
@SuppressWarnings("ArrayRecordComponent") // shared with the training set, tens of thousands of them
public record KernelConfiguration(
    KernelFamily family, Graph graph, String hash, float[] features, KernelWork work) {
  public KernelConfiguration {
    Objects.requireNonNull(family, "family");
    Objects.requireNonNull(graph, "graph");
    Objects.requireNonNull(hash, "hash");
    Objects.requireNonNull(features, "features");
    Objects.requireNonNull(work, "work");
  }

  /**
   * The configuration of a standalone graph all of whose ops are one kernel of {@code family};
   * empty if none of its ops belongs to that family, as after a change of groups.
   */
  public static Optional<KernelConfiguration> of(KernelFamily family, Graph graph) {
    int main =
        IntStream.range(0, graph.ops().size())
            .filter(op -> KernelFamily.of(graph, op) == family)
            .findFirst()
            .orElse(-1);
    if (main < 0) {
      return Optional.empty();
    }
    Kernel kernel =
        new Kernel(family, IntStream.range(0, graph.ops().size()).boxed().toList(), main);
    return Optional.of(
        new KernelConfiguration(
            family,
            graph,
            GraphJson.hash(graph),
            FeatureSchema.of(family).extract(graph, kernel),
            KernelWork.of(graph, kernel)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KernelConfiguration configuration
        && hash.equals(configuration.hash)
        && family == configuration.family;
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  @Override
  public String toString() {
    return family.word() + " " + hash;
  }
}
