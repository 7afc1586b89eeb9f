package dev.meterfarm.predictor;

import java.util.List;

/**
 * How long one inference of a network takes on the target.
 *
 * @param latencyMs the whole network, in ms
 * @param lowMs lower end of the 90 % interval, in ms
 * @param highMs upper end of the 90 % interval, in ms
 * @param contextMs what the context term adds to the sum of the kernels, in ms; may be negative
 * @param extrapolatedShare share of the kernels' time from kernels that are extrapolated, 0..1
 * @param uncoveredOps names of the ops that are not builtin, one for each op, in the model's order;
 *     they are priced as if they were builtin, which is a guess
 * @param kernels what each kernel takes, in the order of execution
 */
public record Prediction(
    double latencyMs,
    double lowMs,
    double highMs,
    double contextMs,
    double extrapolatedShare,
    List<String> uncoveredOps,
    List<KernelPrediction> kernels) {
  public Prediction {
    uncoveredOps = List.copyOf(uncoveredOps);
    kernels = List.copyOf(kernels);
  }
}
