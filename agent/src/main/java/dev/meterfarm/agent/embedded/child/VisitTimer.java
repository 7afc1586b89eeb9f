package dev.meterfarm.agent.embedded.child;

import java.util.Arrays;
import org.bytedeco.tensorflowlite.Interpreter;

/**
 * Times the runs of one visit. Nothing is allocated between the first and the last timed run.
 * Belongs to the measuring thread.
 */
final class VisitTimer {
  /** A visit ends after this many runs whatever its plan says: a million fill 8 MB. */
  private static final int MOST_RUNS = 1 << 20;

  private long[] nanos = new long[1024];
  private int runs;

  /**
   * Visits a model: warm-ups, then timed runs until both minima are reached, or the maximum is.
   *
   * @return false if the runtime reported that a run failed
   */
  boolean visit(Interpreter of, int warmups, int minRuns, int maxRuns, long minTimeNanos) {
    int most = Math.min(maxRuns, MOST_RUNS);
    if (nanos.length < most) {
      nanos = new long[most];
    }
    runs = 0;
    int failures = 0;
    for (int i = 0; i < warmups; i++) {
      failures |= of.Invoke();
    }
    if (failures == 0) {
      failures = time(of, nanos, minRuns, most, minTimeNanos);
    }
    return failures == 0;
  }

  private int time(Interpreter of, long[] into, int minRuns, int maxRuns, long minTimeNanos) {
    int failures = 0;
    int count = 0;
    long start = System.nanoTime();
    long elapsed;
    do {
      long before = System.nanoTime();
      failures |= of.Invoke();
      long after = System.nanoTime();
      into[count++] = after - before;
      elapsed = after - start;
    } while (failures == 0 && count < maxRuns && (count < minRuns || elapsed < minTimeNanos));
    runs = count;
    return failures;
  }

  /** The timed runs of the last visit, ascending. */
  long[] sorted() {
    long[] sorted = Arrays.copyOf(nanos, runs);
    Arrays.sort(sorted);
    return sorted;
  }

  /** A quantile of an ascending series, linear between order statistics. */
  static double quantile(long[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
