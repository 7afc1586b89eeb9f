package dev.meterfarm.coordinator.numeric;

import java.util.Arrays;

/**
 * Non-negative coefficients {@code x} for which {@code rows x} is as close as can be to positive
 * targets in the logarithm, so that half and double are equally wrong. Least squares on relative
 * errors would rather predict far too little than a little too much: nothing at all is only 100 %
 * wrong. Errors beyond a factor of e count less, in proportion. Gauss-Newton steps, each a
 * non-negative least squares problem on the rows divided by what they predict. Stateless.
 */
public final class LogRatioFit {
  private static final int ITERATIONS = 60;
  private static final double STEP = 0.5;
  private static final double FAR = 1;

  private LogRatioFit() {}

  /**
   * Fits {@code log(rows x) = log(targets)} with {@code x >= 0}.
   *
   * @param rows one row per target, nothing negative in it, and none all 0
   * @param targets above 0
   * @param weights one per row, not negative
   */
  public static double[] solve(double[][] rows, double[] targets, double[] weights) {
    double[] x = start(rows, targets);
    double[][] scaled = new double[rows.length][];
    double[] wishes = new double[rows.length];
    double[] current = new double[rows.length];
    for (int i = 0; i < ITERATIONS; i++) {
      for (int r = 0; r < rows.length; r++) {
        double predicted = Math.max(Double.MIN_NORMAL, RobustFit.dot(rows[r], x));
        double error = Math.log(targets[r] / predicted);
        scaled[r] = Arrays.stream(rows[r]).map(value -> value / predicted).toArray();
        wishes[r] = 1 + Math.max(-FAR, Math.min(FAR, error));
        current[r] = weights[r] * Math.min(1, FAR / Math.max(FAR, Math.abs(error)));
      }
      double[] next = NonNegativeLeastSquares.solve(scaled, wishes, current);
      for (int j = 0; j < x.length; j++) {
        x[j] += STEP * (next[j] - x[j]);
      }
    }
    return x;
  }

  /** Each coefficient as if the others were 0, so that every prediction is above 0. */
  private static double[] start(double[][] rows, double[] targets) {
    double[] x = new double[rows[0].length];
    for (int j = 0; j < x.length; j++) {
      double[] ratios = new double[rows.length];
      int found = 0;
      for (int r = 0; r < rows.length; r++) {
        if (rows[r][j] > 0) {
          ratios[found++] = targets[r] / rows[r][j];
        }
      }
      x[j] = found == 0 ? 0 : Quantiles.median(Arrays.copyOf(ratios, found));
    }
    return x;
  }
}
