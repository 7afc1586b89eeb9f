package dev.meterfarm.coordinator.sampling;

import dev.meterfarm.coordinator.learning.PredictionSpread;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a policy may know when it chooses a family's next batch. The frozen test points are known by
 * their hashes alone, so that no policy can aim at them.
 *
 * @param family the family
 * @param size how many configurations are wanted
 * @param prior where draws come from
 * @param taken hashes of frozen tests and of everything measured or planned
 * @param spread where the current model is unsure; no members before there is a model
 * @param points training points with their out-of-fold errors; empty before there is a model
 */
public record BatchRequest(
    KernelFamily family,
    int size,
    Prior prior,
    Set<String> taken,
    PredictionSpread spread,
    List<TrainedPoint> points) {
  public BatchRequest {
    Objects.requireNonNull(family, "family");
    Objects.requireNonNull(prior, "prior");
    taken = Set.copyOf(taken);
    Objects.requireNonNull(spread, "spread");
    points = List.copyOf(points);
  }

  /** The request for a first batch, without a model. */
  public static BatchRequest first(KernelFamily family, int size, Prior prior, Set<String> taken) {
    return new BatchRequest(family, size, prior, taken, new PredictionSpread(List.of()), List.of());
  }
}
