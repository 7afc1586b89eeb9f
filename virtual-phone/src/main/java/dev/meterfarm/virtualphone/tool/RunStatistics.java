package dev.meterfarm.virtualphone.tool;

import java.util.Arrays;

/** Times of runs in whole microseconds, and the line that tells them. */
final class RunStatistics {
  private long[] micros = new long[256];
  private int count;

  void add(long time) {
    if (count == micros.length) {
      micros = Arrays.copyOf(micros, count * 2);
    }
    micros[count++] = time;
  }

  int count() {
    return count;
  }

  long first() {
    return count == 0 ? 0 : micros[0];
  }

  double average() {
    return count == 0 ? 0 : Arrays.stream(micros, 0, count).average().orElseThrow();
  }

  /** The line as the tool prints it. */
  String line(boolean percentiles) {
    if (count == 0) {
      return "count=0" + (percentiles ? " p5=0 median=0 p95=0" : "");
    }
    long[] sorted = Arrays.copyOf(micros, count);
    Arrays.sort(sorted);
    long min = sorted[0];
    long max = sorted[count - 1];
    long current = micros[count - 1];
    String line;
    if (min == max) {
      line = "count=" + count + " curr=" + current + (count > 1 ? "(all same)" : "");
    } else {
      line =
          "count="
              + count
              + " first="
              + micros[0]
              + " curr="
              + current
              + " min="
              + min
              + " max="
              + max
              + " avg="
              + Decimals.sixDigits(average())
              + " std="
              + (long) deviation();
    }
    return percentiles ? line + percentiles(sorted) : line;
  }

  /** Of the population, not of a sample. */
  private double deviation() {
    double mean = average();
    double squares = 0;
    for (int i = 0; i < count; i++) {
      squares += (micros[i] - mean) * (micros[i] - mean);
    }
    return Math.sqrt(squares / count);
  }

  private static String percentiles(long[] sorted) {
    return " p5="
        + sorted[sorted.length * 5 / 100]
        + " median="
        + sorted[sorted.length / 2]
        + " p95="
        + sorted[sorted.length * 95 / 100];
  }
}
