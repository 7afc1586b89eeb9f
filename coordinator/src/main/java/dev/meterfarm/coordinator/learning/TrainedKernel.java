package dev.meterfarm.coordinator.learning;

import dev.meterfarm.coordinator.evaluation.ErrorSummary;
import dev.meterfarm.predictor.features.KernelWork;
import dev.meterfarm.predictor.features.Roofline;
import dev.meterfarm.predictor.trees.TreeEnsemble;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A kernel family's trees and what validation says of them. Immutable and thread-safe.
 *
 * @param trees predicts log(latency / roofline)
 * @param learner name of the learner that won
 * @param scores cross-validation inside the training set, per learner, in the order they were
 *     tried; empty where there were too few samples
 * @param outOfFoldErrors relative error of each training sample, predicted by trees that never saw
 *     it, in the order of the samples; empty where there was no validation
 * @param spread the winner's disagreement with itself
 * @param relativeSigma standard deviation of the relative error of unseen kernels: 90 % of the
 *     out-of-fold errors lie within 1.645 of it. NaN where there was no validation
 * @param samples size of the training set
 */
public record TrainedKernel(
    TreeEnsemble trees,
    String learner,
    Map<String, ErrorSummary> scores,
    List<Double> outOfFoldErrors,
    PredictionSpread spread,
    double relativeSigma,
    int samples) {
  public TrainedKernel {
    Objects.requireNonNull(trees, "trees");
    Objects.requireNonNull(learner, "learner");
    scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
    outOfFoldErrors = List.copyOf(outOfFoldErrors);
    Objects.requireNonNull(spread, "spread");
  }

  /** Predicted latency of one kernel in ns. */
  public double nanos(float[] features, KernelWork work, Roofline roofline) {
    return Math.exp(trees.predict(features)) * roofline.nanos(work);
  }

  /** Relative errors, predicted minus measured over measured, on samples such as a test set. */
  public double[] relativeErrors(List<TrainingSample> samples, Roofline roofline) {
    float[][] rows = samples.stream().map(TrainingSample::features).toArray(float[][]::new);
    double[] logs = new double[rows.length];
    trees.predict(rows, logs);
    double[] errors = new double[rows.length];
    Arrays.setAll(
        errors,
        i ->
            Math.exp(logs[i]) * roofline.nanos(samples.get(i).work()) / samples.get(i).labelNanos()
                - 1);
    return errors;
  }
}
