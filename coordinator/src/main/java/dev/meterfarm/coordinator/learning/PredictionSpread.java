package dev.meterfarm.coordinator.learning;

import dev.meterfarm.predictor.trees.TreeEnsemble;
import java.util.List;

/**
 * Where a model is unsure: the standard deviation of what ensembles trained on different parts of
 * the samples predict, in the logarithm of latency, so 0.1 is about 10 %. Immutable, thread-safe.
 *
 * @param members ensembles over the same features
 */
public record PredictionSpread(List<TreeEnsemble> members) {
  public PredictionSpread {
    members = List.copyOf(members);
  }

  /** The spread at each row; all 0 with fewer than two members. */
  public double[] at(float[][] rows) {
    double[] sum = new double[rows.length];
    double[] squares = new double[rows.length];
    double[] answers = new double[rows.length];
    for (TreeEnsemble member : members) {
      member.predict(rows, answers);
      for (int i = 0; i < rows.length; i++) {
        sum[i] += answers[i];
        squares[i] += answers[i] * answers[i];
      }
    }
    int n = members.size();
    double[] spread = new double[rows.length];
    for (int i = 0; i < rows.length && n > 1; i++) {
      spread[i] = Math.sqrt(Math.max(0, (squares[i] - sum[i] * sum[i] / n) / (n - 1)));
    }
    return spread;
  }
}
