package dev.meterfarm.agent.benchmarkmodel;

import dev.meterfarm.agent.benchmarkmodel.UnusableOutputException.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The summary that the tool of LiteRT 2 prints in place of a line of final timings, in milliseconds
 * with two decimals. Too coarse to measure by; the lines of statistics before it must agree with
 * it.
 *
 * @param initMillis how long loading took
 * @param meanMillis average of the timed runs
 * @param runs how many they were
 * @param minMillis the shortest of them, where it is told
 */
record ResultBlock(double initMillis, double meanMillis, int runs, Optional<Double> minMillis) {
  private static final String TITLE = "BENCHMARK RESULTS";
  private static final Pattern LINE =
      Pattern.compile(
          "(Model initialization|Inference \\((?:avg|min)\\)):\\s{1,30}"
              + "(\\d{1,12}(?:\\.\\d{1,6})?(?:[eE][+-]?\\d{1,2})?) ms(?: \\((\\d{1,9}) runs\\))?");

  /** Half of the last decimal, in microseconds, and what six digits of an average leave out. */
  private static final double ROUNDING_MICROS = 6;

  private static final double SIX_DIGITS = 1e-5;

  private record Entry(double millis, Optional<Integer> runs) {}

  /**
   * Finds it among lines without prefixes.
   *
   * @return empty for the output of any other tool
   * @throws UnusableOutputException if it ends early
   */
  static Optional<ResultBlock> find(List<String> lines) throws UnusableOutputException {
    Map<String, Entry> told = new TreeMap<>();
    boolean begun = false;
    for (String line : lines) {
      begun |= line.contains(TITLE);
      Matcher found = LINE.matcher(line);
      if (begun && found.matches()) {
        told.putIfAbsent(
            found.group(1),
            new Entry(
                Double.parseDouble(found.group(2)),
                Optional.ofNullable(found.group(3)).map(Integer::valueOf)));
      }
    }
    if (!begun) {
      return Optional.empty();
    }
    Entry init = told.get("Model initialization");
    Entry mean = told.get("Inference (avg)");
    if (init == null || mean == null || mean.runs.isEmpty()) {
      throw new UnusableOutputException(Kind.NO_MEASUREMENT, "the output ends amid its results");
    }
    return Optional.of(
        new ResultBlock(
            init.millis,
            mean.millis,
            mean.runs.get(),
            Optional.ofNullable(told.get("Inference (min)")).map(Entry::millis)));
  }

  OptionalLong initMicros() {
    return OptionalLong.of(Math.round(initMillis * 1_000));
  }

  /** Refuses statistics that are not those of this summary. */
  void requireAgreement(RunDistribution of) throws UnusableOutputException {
    boolean agrees =
        runs == of.count()
            && isNear(meanMillis, of.averageMicros())
            && (minMillis.isEmpty() || isNear(minMillis.get(), (double) of.minMicros()));
    if (!agrees) {
      throw new UnusableOutputException(
          Kind.MALFORMED, "the results " + this + " are not those of " + of);
    }
  }

  private static boolean isNear(double millis, double micros) {
    return Math.abs(millis * 1_000 - micros) <= ROUNDING_MICROS + SIX_DIGITS * micros;
  }
}
