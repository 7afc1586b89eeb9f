package dev.meterfarm.agent.openvino;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the tool printed. The lines changed with the versions: with and without a prefix, one number
 * or four, {@code AVG} or {@code Average}, and the unit of a latency depends on its size.
 *
 * @param lastStep number of the last step that began; 0 for none
 * @param stepText its text
 * @param build the runtime's build; empty if it was not printed
 * @param latency what it says about the runs; empty if it did not come to that
 * @param temperature what a device that tells it said, in degrees Celsius
 */
record ConsoleReport(
    int lastStep,
    String stepText,
    String build,
    Optional<Latencies> latency,
    Optional<String> temperature) {
  private static final Pattern STEP =
      Pattern.compile("^\\[Step (\\d{1,2})/\\d{1,2}\\] ([^(]*)(?:\\(.*\\))?\\s*$");
  private static final Pattern BUILD =
      Pattern.compile("^.{0,40}\\b(?:Build|API version) ?\\.+ (\\S+)\\s*$");
  private static final Pattern NUMBER =
      Pattern.compile(
          "^(?:\\[ INFO \\] )?\\s*(Count|Latency|Median|Average|AVG|Min|MIN|Max|MAX|"
              + "\\(?\\d{1,3} percentile\\)?)\\s*:\\s*(\\d{1,12}(?:\\.\\d{1,9})?)\\s*"
              + "(iterations|ns|us|ms|s)\\s*$");
  private static final Pattern THERMAL =
      Pattern.compile("\\bDEVICE_THERMAL\\s*[:,]\\s*(\\d{1,3}(?:\\.\\d{1,3})?)");
  private static final int LONGEST_LINE = 4096;

  /**
   * Reads standard output. Lines that mean nothing to us are skipped.
   *
   * @throws ToolOutputException if a number is told twice, or if numbers contradict each other
   */
  static ConsoleReport parse(String out) throws ToolOutputException {
    int step = 0;
    String text = "";
    String build = "";
    Optional<String> temperature = Optional.empty();
    Map<String, Quantity> numbers = new LinkedHashMap<>();
    for (String line : out.lines().toList()) {
      if (line.length() > LONGEST_LINE) {
        continue;
      }
      Matcher stepLine = STEP.matcher(line);
      if (stepLine.matches()) {
        step = Integer.parseInt(stepLine.group(1));
        text = stepLine.group(2).strip();
        continue;
      }
      Matcher buildLine = BUILD.matcher(line);
      if (buildLine.matches()
          && build.isEmpty()
          && OpenVinoVersion.find(buildLine.group(1)).isPresent()) {
        build = buildLine.group(1);
      }
      Matcher thermal = THERMAL.matcher(line);
      if (thermal.find()) {
        temperature = Optional.of(thermal.group(1));
      }
      Matcher number = NUMBER.matcher(line);
      if (number.matches()) {
        String word = word(number.group(1));
        Quantity other = numbers.put(word, Quantity.of(number.group(2), number.group(3), line));
        if (other != null) {
          throw new ToolOutputException("the tool told its " + word + " twice: '" + line + "'");
        }
      }
    }
    return new ConsoleReport(step, text, build, latencies(numbers), temperature);
  }

  private static String word(String printed) {
    return switch (printed) {
      case "AVG", "Average" -> "average";
      case "MIN", "Min" -> "minimum";
      case "MAX", "Max" -> "maximum";
      case "Count" -> "count";
      // One number is a median; so is a percentile, since we never ask for another.
      case "Median", "Latency" -> "median";
      default -> "median";
    };
  }

  private static Optional<Latencies> latencies(Map<String, Quantity> of)
      throws ToolOutputException {
    Quantity median = of.get("median");
    Quantity count = of.get("count");
    if (median == null) {
      return Optional.empty();
    }
    if (count == null || !count.isCount() || count.value().signum() < 1) {
      throw new ToolOutputException("the tool told a latency, but of no number of iterations");
    }
    Latencies latencies =
        new Latencies(
            count.value().longValue(),
            nanos(median),
            nanos(of.get("average")),
            nanos(of.get("minimum")),
            nanos(of.get("maximum")),
            median.resolutionNanos());
    return Optional.of(requireSense(latencies, median.resolutionNanos()));
  }

  /** Rounding may put a median a step below the minimum, but not more. */
  static Latencies requireSense(Latencies of, double step) throws ToolOutputException {
    boolean ordered =
        !(of.minNanos() > of.medianNanos() + step)
            && !(of.maxNanos() < of.medianNanos() - step)
            && !(of.meanNanos() < of.minNanos() - step)
            && !(of.meanNanos() > of.maxNanos() + step);
    if (!ordered || !(of.medianNanos() > 0)) {
      throw new ToolOutputException("the tool told latencies that contradict each other: " + of);
    }
    return of;
  }

  private static double nanos(Quantity of) throws ToolOutputException {
    if (of == null) {
      return Double.NaN;
    }
    if (of.isCount()) {
      throw new ToolOutputException("the tool told a latency in iterations");
    }
    return of.nanos();
  }

  /** A number with its unit, exactly as printed. */
  private record Quantity(BigDecimal value, int unitExponent, boolean isCount) {
    static Quantity of(String digits, String unit, String line) throws ToolOutputException {
      BigDecimal value = new BigDecimal(digits);
      return switch (unit) {
        case "iterations" -> new Quantity(value, 0, true);
        case "ns" -> new Quantity(value, 0, false);
        case "us" -> new Quantity(value, 3, false);
        case "ms" -> new Quantity(value, 6, false);
        case "s" -> new Quantity(value, 9, false);
        default -> throw new ToolOutputException("unknown unit in '" + line + "'");
      };
    }

    double nanos() {
      return value.movePointRight(unitExponent).doubleValue();
    }

    double resolutionNanos() {
      return BigDecimal.ONE.movePointRight(unitExponent - value.scale()).doubleValue();
    }
  }
}
