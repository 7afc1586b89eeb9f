package dev.meterfarm.predictor.bundle;

import dev.meterfarm.predictor.features.FeatureSchema;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.predictor.trees.TreeEnsemble;
import java.util.List;
import java.util.Objects;

/**
 * What prices the kernels of one family: trees that predict log(latency / roofline). Immutable and
 * thread-safe.
 */
public final class KernelPredictor {
  private final KernelFamily family;
  private final List<String> featureNames;
  private final TreeEnsemble trees;
  private final float[] lowest;
  private final float[] highest;
  private final double relativeSigma;
  private final boolean beatsGeneric;
  private final KernelAccuracy accuracy;
  private final Training training;

  /**
   * How the trees came about.
   *
   * @param learner which learner won
   * @param samples training samples
   * @param converged whether the convergence rule was met
   * @param convergenceNote why, or why not
   */
  public record Training(String learner, int samples, boolean converged, String convergenceNote) {
    public Training {
      Objects.requireNonNull(learner, "learner");
      Objects.requireNonNull(convergenceNote, "convergenceNote");
    }
  }

  /**
   * A predictor.
   *
   * @param family whose kernels it prices
   * @param featureNames the features of the trees, in their order
   * @param trees the trees
   * @param lowest smallest sampled value of each feature
   * @param highest largest sampled value of each feature
   * @param relativeSigma standard deviation of the relative error of unseen kernels, at least 0;
   *     NaN where it is not known
   * @param beatsGeneric whether it is used, rather than the generic model
   * @param accuracy on the frozen test set
   * @param training how it came about
   */
  public KernelPredictor(
      KernelFamily family,
      List<String> featureNames,
      TreeEnsemble trees,
      float[] lowest,
      float[] highest,
      double relativeSigma,
      boolean beatsGeneric,
      KernelAccuracy accuracy,
      Training training) {
    this.family = Objects.requireNonNull(family, "family");
    this.featureNames = List.copyOf(featureNames);
    this.trees = Objects.requireNonNull(trees, "trees");
    this.lowest = lowest.clone();
    this.highest = highest.clone();
    this.relativeSigma = relativeSigma;
    this.beatsGeneric = beatsGeneric;
    this.accuracy = Objects.requireNonNull(accuracy, "accuracy");
    this.training = Objects.requireNonNull(training, "training");
    int features = trees.features();
    if (featureNames.size() != features
        || lowest.length != features
        || highest.length != features) {
      throw new IllegalArgumentException(
          "trees of "
              + features
              + " features with "
              + featureNames.size()
              + " names and ranges of "
              + lowest.length
              + " and "
              + highest.length);
    }
    if (relativeSigma < 0 || Double.isInfinite(relativeSigma)) {
      throw new IllegalArgumentException("relativeSigma must be >= 0, but is " + relativeSigma);
    }
  }

  /**
   * The smallest and the largest value of each feature over some rows.
   *
   * @param rows at least one, of {@link FeatureSchema#extract}
   * @return lowest, then highest
   */
  public static float[][] ranges(List<float[]> rows) {
    float[] low = rows.get(0).clone();
    float[] high = low.clone();
    for (float[] row : rows) {
      for (int i = 0; i < low.length; i++) {
        low[i] = Math.min(low[i], row[i]);
        high[i] = Math.max(high[i], row[i]);
      }
    }
    return new float[][] {low, high};
  }

  /** Whose kernels it prices. */
  public KernelFamily family() {
    return family;
  }

  /** The features of the trees, in their order. */
  public List<String> featureNames() {
    return featureNames;
  }

  /** The trees; they predict log(latency / roofline). */
  public TreeEnsemble trees() {
    return trees;
  }

  /** Smallest sampled value of each feature, as a fresh array. */
  public float[] lowest() {
    return lowest.clone();
  }

  /** Largest sampled value of each feature, as a fresh array. */
  public float[] highest() {
    return highest.clone();
  }

  /** True if every feature of the row is inside the sampled range. */
  public boolean covers(float[] row) {
    for (int i = 0; i < row.length; i++) {
      if (row[i] < lowest[i] || row[i] > highest[i]) {
        return false;
      }
    }
    return true;
  }

  /** Standard deviation of the relative error of unseen kernels; NaN where it is not known. */
  public double relativeSigma() {
    return relativeSigma;
  }

  /** Whether it is used, rather than the generic model. */
  public boolean beatsGeneric() {
    return beatsGeneric;
  }

  /** How well it does on the frozen test set. */
  public KernelAccuracy accuracy() {
    return accuracy;
  }

  /** How it came about. */
  public Training training() {
    return training;
  }
}
