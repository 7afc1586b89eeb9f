package dev.meterfarm.coordinator.numeric;

import java.util.Arrays;

/**
 * Non-negative least squares that a few wild rows cannot pull away: rows beyond 1.345 robust
 * standard deviations count less, in proportion (Huber's weights, iterated). Stateless.
 */
public final class RobustFit {
  private static final int ITERATIONS = 15;
  private static final double HUBER = 1.345;

  /** Makes a median absolute deviation comparable to a standard deviation. */
  private static final double MAD_TO_SIGMA = 1.4826;

  private RobustFit() {}

  /**
   * Fits {@code rows x = targets} with {@code x >= 0}.
   *
   * @param rows one row per equation; divide both sides by the measured value to fit relative
   *     errors
   * @param targets one per row
   * @param weights one per row, not negative
   */
  public static double[] solve(double[][] rows, double[] targets, double[] weights) {
    return solve(rows, targets, weights, 0);
  }

  /**
   * Fits {@code rows x = targets} with {@code x >= 0}, where the last rows are wishes, not data:
   * they keep their weights and do not tell how noisy the data is.
   *
   * @param firm how many rows at the end are such
   */
  public static double[] solve(double[][] rows, double[] targets, double[] weights, int firm) {
    int data = rows.length - firm;
    double[] current = weights.clone();
    double[] x = NonNegativeLeastSquares.solve(rows, targets, current);
    for (int i = 0; i < ITERATIONS && data > 0; i++) {
      double[] residuals = new double[data];
      for (int r = 0; r < data; r++) {
        residuals[r] = Math.abs(dot(rows[r], x) - targets[r]);
      }
      double sigma = MAD_TO_SIGMA * Quantiles.median(residuals);
      if (sigma < 1e-12) {
        break;
      }
      for (int r = 0; r < data; r++) {
        current[r] = weights[r] * Math.min(1, HUBER * sigma / Math.max(residuals[r], 1e-300));
      }
      double[] next = NonNegativeLeastSquares.solve(rows, targets, current);
      if (Arrays.equals(x, next)) {
        break;
      }
      x = next;
    }
    return x;
  }

  /** The scalar product of two arrays; {@code x} decides the length. */
  public static double dot(double[] row, double[] x) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += row[i] * x[i];
    }
    return sum;
  }
}
