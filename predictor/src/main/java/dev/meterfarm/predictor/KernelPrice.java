package dev.meterfarm.predictor;

import dev.meterfarm.predictor.features.KernelWork;
import dev.meterfarm.predictor.kernels.Kernel;
import java.util.Objects;

/**
 * What one kernel costs, measured alone.
 *
 * @param kernel the kernel
 * @param work what it computes and moves
 * @param nanos its predicted latency in ns; at least 1
 * @param relativeSigma standard deviation of the prediction's relative error
 * @param source what priced it
 * @param extrapolated true where a feature is outside the sampled range, or the family was never
 *     sampled
 * @param likeness equal for kernels of a network that are the same work, and whose errors therefore
 *     are the same; at least 0
 */
public record KernelPrice(
    Kernel kernel,
    KernelWork work,
    double nanos,
    double relativeSigma,
    PriceSource source,
    boolean extrapolated,
    int likeness) {
  public KernelPrice {
    Objects.requireNonNull(kernel, "kernel");
    Objects.requireNonNull(work, "work");
    Objects.requireNonNull(source, "source");
  }
}
