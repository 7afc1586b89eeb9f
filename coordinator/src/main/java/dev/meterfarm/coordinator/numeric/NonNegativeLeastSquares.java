package dev.meterfarm.coordinator.numeric;

import java.util.Arrays;

/**
 * Least squares with coefficients that are not negative, by the active set method of Lawson and
 * Hanson (Solving Least Squares Problems, 1974, chapter 23) on the normal equations. For a few
 * coefficients and any number of rows. Stateless and thread-safe.
 */
public final class NonNegativeLeastSquares {
  private static final double RIDGE = 1e-12;
  private static final double TOLERANCE = 1e-10;

  private NonNegativeLeastSquares() {}

  /**
   * The coefficients {@code x >= 0} that minimise the weighted sum of {@code (rows x - targets)^2}.
   *
   * @param rows one row per equation, all of one length
   * @param targets one per row
   * @param weights one per row, not negative
   */
  public static double[] solve(double[][] rows, double[] targets, double[] weights) {
    int n = rows.length == 0 ? 0 : rows[0].length;
    double[] scale = columnScales(rows, weights, n);
    double[][] gram = new double[n][n];
    double[] right = new double[n];
    for (int r = 0; r < rows.length; r++) {
      for (int i = 0; i < n; i++) {
        double left = weights[r] * rows[r][i] / scale[i];
        right[i] += left * targets[r];
        for (int j = 0; j < n; j++) {
          gram[i][j] += left * rows[r][j] / scale[j];
        }
      }
    }
    double[] x = solveNormal(gram, right);
    for (int i = 0; i < n; i++) {
      x[i] /= scale[i];
    }
    return x;
  }

  private static double[] columnScales(double[][] rows, double[] weights, int n) {
    double[] scale = new double[n];
    for (int r = 0; r < rows.length; r++) {
      for (int i = 0; i < n; i++) {
        scale[i] += weights[r] * rows[r][i] * rows[r][i];
      }
    }
    for (int i = 0; i < n; i++) {
      scale[i] = scale[i] > 0 ? Math.sqrt(scale[i]) : 1;
    }
    return scale;
  }

  /** The active set method proper, on columns of length 1. */
  private static double[] solveNormal(double[][] gram, double[] right) {
    int n = right.length;
    double[] x = new double[n];
    boolean[] free = new boolean[n];
    double limit = TOLERANCE * Math.max(1e-300, Arrays.stream(right).map(Math::abs).sum());
    for (int step = 0; step < 10 * n + 10; step++) {
      int entering = steepest(gram, right, x, free, limit);
      if (entering < 0) {
        break;
      }
      free[entering] = true;
      double[] wish = solveFree(gram, right, free);
      while (anyNotPositive(wish, free)) {
        stepTowards(x, wish, free);
        wish = solveFree(gram, right, free);
      }
      x = wish;
    }
    return x;
  }

  private static int steepest(
      double[][] gram, double[] right, double[] x, boolean[] free, double limit) {
    int best = -1;
    double most = limit;
    for (int i = 0; i < x.length; i++) {
      double descent = right[i];
      for (int j = 0; j < x.length; j++) {
        descent -= gram[i][j] * x[j];
      }
      if (!free[i] && gram[i][i] > 0 && descent > most) {
        most = descent;
        best = i;
      }
    }
    return best;
  }

  private static boolean anyNotPositive(double[] wish, boolean[] free) {
    for (int i = 0; i < wish.length; i++) {
      if (free[i] && wish[i] <= 0) {
        return true;
      }
    }
    return false;
  }

  /** Moves {@code x} towards {@code wish} until the first coefficient reaches 0, and fixes that. */
  private static void stepTowards(double[] x, double[] wish, boolean[] free) {
    double share = 1;
    int blocking = -1;
    for (int i = 0; i < x.length; i++) {
      if (free[i] && wish[i] <= 0) {
        double reach = x[i] <= 0 ? 0 : x[i] / (x[i] - wish[i]);
        if (blocking < 0 || reach < share) {
          share = reach;
          blocking = i;
        }
      }
    }
    for (int i = 0; i < x.length; i++) {
      if (free[i]) {
        x[i] = Math.max(0, x[i] + share * (wish[i] - x[i]));
        if (i == blocking || x[i] == 0) {
          x[i] = 0;
          free[i] = false;
        }
      }
    }
  }

  /** Solves for the free coefficients, the others 0, by Gaussian elimination with pivots. */
  private static double[] solveFree(double[][] gram, double[] right, boolean[] free) {
    int n = right.length;
    int[] index = new int[n];
    int m = 0;
    for (int i = 0; i < n; i++) {
      if (free[i]) {
        index[m++] = i;
      }
    }
    double[][] a = new double[m][m + 1];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < m; j++) {
        a[i][j] = gram[index[i]][index[j]];
      }
      a[i][i] += RIDGE;
      a[i][m] = right[index[i]];
    }
    eliminate(a, m);
    double[] x = new double[n];
    for (int i = m - 1; i >= 0; i--) {
      double value = a[i][m];
      for (int j = i + 1; j < m; j++) {
        value -= a[i][j] * x[index[j]];
      }
      x[index[i]] = a[i][i] == 0 ? 0 : value / a[i][i];
    }
    return x;
  }

  private static void eliminate(double[][] a, int m) {
    for (int column = 0; column < m; column++) {
      int pivot = column;
      for (int i = column + 1; i < m; i++) {
        if (Math.abs(a[i][column]) > Math.abs(a[pivot][column])) {
          pivot = i;
        }
      }
      double[] swap = a[column];
      a[column] = a[pivot];
      a[pivot] = swap;
      for (int i = column + 1; i < m && a[column][column] != 0; i++) {
        double factor = a[i][column] / a[column][column];
        for (int j = column; j <= m; j++) {
          a[i][j] -= factor * a[column][j];
        }
      }
    }
  }
}
