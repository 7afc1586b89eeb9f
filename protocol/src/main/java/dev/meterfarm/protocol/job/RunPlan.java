package dev.meterfarm.protocol.job;

import java.time.Duration;

/**
 * How the models of a job are run. All models are loaded first; then come {@code rounds} rounds,
 * each of which visits every model once, in an order drawn anew from the job's key. A visit is
 * {@code warmups} runs that are thrown away, then timed runs until both {@code minRuns} and {@code
 * minTime} are reached, or {@code maxRuns} is.
 *
 * @param rounds how often every model is visited, at least 1
 * @param warmups untimed runs before each visit, at least 0
 * @param minRuns timed runs of a visit at the least, at least 1
 * @param maxRuns timed runs of a visit at the most, at least {@code minRuns}
 * @param minTime timed runs go on until they took this long
 * @param profile also run each model once under the runtime's op profiler, apart from the timing
 * @param deadline after this long the whole job counts as hung
 */
public record RunPlan(
    int rounds,
    int warmups,
    int minRuns,
    int maxRuns,
    Duration minTime,
    boolean profile,
    Duration deadline) {
  public RunPlan {
    if (rounds < 1 || warmups < 0 || minRuns < 1 || maxRuns < minRuns) {
      throw new IllegalArgumentException(
          "rounds >= 1, warmups >= 0 and 1 <= minRuns <= maxRuns must hold, but are "
              + rounds
              + ", "
              + warmups
              + ", "
              + minRuns
              + ", "
              + maxRuns);
    }
    if (minTime.isNegative() || deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("minTime must be >= 0 and deadline > 0");
    }
  }
}
