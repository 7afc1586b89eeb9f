package dev.meterfarm.benchmarks.farm;

import java.util.List;

/**
 * What the agents' side tells of one part of the benchmark.
 *
 * @param cycles of lease and result
 * @param cpuNanos what they cost this side
 */
record PartReport(
    String part,
    long cycles,
    double perSecond,
    long cpuNanos,
    double medianMillis,
    double p99Millis,
    double longestMillis) {
  private static final String BEGIN = "begins";
  private static final String END = "ended";

  static String begin(String part) {
    return part + " " + BEGIN;
  }

  static boolean isBegin(String line) {
    return line.endsWith(" " + BEGIN);
  }

  /** For a pipe. */
  String line() {
    return String.join(
        " ",
        part,
        END,
        Long.toString(cycles),
        Double.toString(perSecond),
        Long.toString(cpuNanos),
        Double.toString(medianMillis),
        Double.toString(p99Millis),
        Double.toString(longestMillis));
  }

  static PartReport parse(String line) {
    List<String> words = List.of(line.split(" ", -1));
    if (words.size() != 8 || !words.get(1).equals(END)) {
      throw new IllegalArgumentException("the agents said: " + line);
    }
    return new PartReport(
        words.get(0),
        Long.parseLong(words.get(2)),
        Double.parseDouble(words.get(3)),
        Long.parseLong(words.get(4)),
        Double.parseDouble(words.get(5)),
        Double.parseDouble(words.get(6)),
        Double.parseDouble(words.get(7)));
  }
}
