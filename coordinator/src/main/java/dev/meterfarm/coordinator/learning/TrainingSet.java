package dev.meterfarm.coordinator.learning;

import dev.meterfarm.predictor.features.Roofline;
import java.util.List;

/**
 * Rows, targets and weights for a learner. Immutable as long as nobody writes to the rows.
 *
 * <p>The target is {@code log(latency / roofline)}: the logarithm makes relative errors count, the
 * roofline takes six decades out of what the trees have to learn.
 */
public final class TrainingSet {
  private final float[][] rows;
  private final double[] targets;
  private final double[] weights;

  /**
   * A set of these arrays, which are kept, not copied.
   *
   * @param rows features, at least one row
   * @param targets one per row
   * @param weights one per row, above 0
   */
  public TrainingSet(float[][] rows, double[] targets, double[] weights) {
    if (rows.length == 0 || rows.length != targets.length || rows.length != weights.length) {
      throw new IllegalArgumentException(
          "a training set needs rows and as many targets and weights, but has "
              + rows.length
              + ", "
              + targets.length
              + " and "
              + weights.length);
    }
    this.rows = rows;
    this.targets = targets;
    this.weights = weights;
  }

  /** The samples with {@code log(latency / roofline)} as their targets. */
  public static TrainingSet of(List<TrainingSample> samples, Roofline roofline) {
    return new TrainingSet(
        samples.stream().map(TrainingSample::features).toArray(float[][]::new),
        samples.stream()
            .mapToDouble(s -> Math.log(s.labelNanos() / roofline.nanos(s.work())))
            .toArray(),
        samples.stream().mapToDouble(TrainingSample::weight).toArray());
  }

  /** How many rows there are. */
  public int size() {
    return rows.length;
  }

  /** How many features a row has. */
  public int features() {
    return rows[0].length;
  }

  /** The features of a row; not to be changed. */
  public float[] row(int index) {
    return rows[index];
  }

  /** All rows, in a fresh outer array. */
  public float[][] rows() {
    return rows.clone();
  }

  /** The target of a row. */
  public double target(int index) {
    return targets[index];
  }

  /** The weight of a row. */
  public double weight(int index) {
    return weights[index];
  }

  /** The rows at these indices, in this order. */
  public TrainingSet subset(int... indices) {
    float[][] someRows = new float[indices.length][];
    double[] someTargets = new double[indices.length];
    double[] someWeights = new double[indices.length];
    for (int i = 0; i < indices.length; i++) {
      someRows[i] = rows[indices[i]];
      someTargets[i] = targets[indices[i]];
      someWeights[i] = weights[indices[i]];
    }
    return new TrainingSet(someRows, someTargets, someWeights);
  }
}
