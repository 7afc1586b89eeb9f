package dev.meterfarm.agent.benchmarkmodel;

import dev.meterfarm.protocol.measurement.SampleStatistics;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line such as {@code count=50 first=12 curr=11 min=10 max=14 avg=11.2 std=1 p5=10 median=11
 * p95=13}. Everything is in microseconds, cut off to whole ones by the tool, but the average.
 *
 * @param count how many runs, at least 1
 * @param averageMicros with six significant digits
 * @param p5Micros empty before TensorFlow 2.19; so are the median and p95
 */
public record RunDistribution(
    int count,
    long minMicros,
    long maxMicros,
    double averageMicros,
    long deviationMicros,
    OptionalLong p5Micros,
    OptionalLong medianMicros,
    OptionalLong p95Micros) {
  private static final String NUMBER = "(\\d{1,18}(?:\\.\\d{1,18})?(?:[eE][+-]?\\d{1,3})?)";
  private static final Pattern LINE =
      Pattern.compile(
          "count=(\\d{1,9})(?: first=\\d{1,18})?(?: curr=(\\d{1,18}))?(\\(all same\\))?"
              + "(?: min=(\\d{1,18}) max=(\\d{1,18}) avg="
              + NUMBER
              + " std=(-?\\d{1,18}))?"
              + "(?: p5=(\\d{1,18}) median=(\\d{1,18}) p95=(\\d{1,18}))?\\s*");

  /** Reads a line that begins with {@code count=}. */
  static RunDistribution parse(String line) throws UnusableOutputException {
    Matcher found = LINE.matcher(line);
    if (!found.matches()) {
      throw malformed(line);
    }
    int count = Integer.parseInt(found.group(1));
    if (count == 0) {
      throw new UnusableOutputException(
          UnusableOutputException.Kind.NO_MEASUREMENT, "the tool made no run: " + line);
    }
    if (found.group(4) == null) {
      return ofOneValue(count, found, line);
    }
    RunDistribution of =
        new RunDistribution(
            count,
            Long.parseLong(found.group(4)),
            Long.parseLong(found.group(5)),
            Double.parseDouble(found.group(6)),
            Long.parseLong(found.group(7)),
            micros(found.group(8)),
            micros(found.group(9)),
            micros(found.group(10)));
    if (of.minMicros > of.maxMicros || of.averageMicros < of.minMicros * 0.99999) {
      throw malformed(line);
    }
    return of;
  }

  /** One run, or several that all took the same: the tool tells no more than that. */
  private static RunDistribution ofOneValue(int count, Matcher found, String line)
      throws UnusableOutputException {
    if (found.group(2) == null || (count > 1 && found.group(3) == null)) {
      throw malformed(line);
    }
    long value = Long.parseLong(found.group(2));
    OptionalLong same = OptionalLong.of(value);
    return new RunDistribution(count, value, value, value, 0, same, same, same);
  }

  private static OptionalLong micros(String digits) {
    return Optional.ofNullable(digits)
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElse(OptionalLong.empty());
  }

  private static UnusableOutputException malformed(String line) {
    return new UnusableOutputException(
        UnusableOutputException.Kind.MALFORMED, "not a line of statistics: " + line);
  }

  /** What is known in nanoseconds; what the tool does not tell is NaN. */
  public SampleStatistics statistics() {
    return new SampleStatistics(
        count,
        minMicros * 1e3,
        nanos(p5Micros),
        minMicros == maxMicros ? minMicros * 1e3 : Double.NaN,
        nanos(medianMicros),
        nanos(p95Micros),
        averageMicros * 1e3,
        deviationMicros * 1e3);
  }

  private static double nanos(OptionalLong micros) {
    return micros.isPresent() ? micros.getAsLong() * 1e3 : Double.NaN;
  }
}
