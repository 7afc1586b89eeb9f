package dev.meterfarm.agent.openvino;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The report of statistics that the C++ tool writes, whose times have six decimals where the screen
 * shows two. It is written even after a failure, so its absence or an error in it tells nothing.
 */
final class StatisticsReport {
  private static final Pattern MILLIS = Pattern.compile("\\d{1,12}(\\.\\d{1,9})?");
  private static final double NANOS_PER_MILLI = 1e6;

  private StatisticsReport() {}

  /**
   * Reads a report; empty if it tells no latency.
   *
   * @throws ToolOutputException if its numbers make no sense
   */
  static Optional<Latencies> parse(String csv) throws ToolOutputException {
    Map<String, String> cells = new HashMap<>();
    for (String line : csv.lines().toList()) {
      String[] row = line.split(";", -1);
      if (row.length >= 2) {
        cells.put(row[0].strip(), row[1].strip());
      }
    }
    String median = cells.getOrDefault("Median latency (ms)", cells.get("latency (ms)"));
    String count = cells.getOrDefault("total number of iterations", "");
    if (cells.containsKey("error") || median == null) {
      return Optional.empty();
    }
    if (!count.matches("[1-9]\\d{0,11}")) {
      throw new ToolOutputException("a report tells a latency, but of '" + count + "' iterations");
    }
    BigDecimal middle = number("median", median);
    double step = BigDecimal.ONE.movePointRight(6 - middle.scale()).doubleValue();
    Latencies latencies =
        new Latencies(
            Long.parseLong(count),
            middle.doubleValue() * NANOS_PER_MILLI,
            optional(cells, "Average latency (ms)", "avg latency"),
            optional(cells, "Min latency (ms)", "min latency"),
            optional(cells, "Max latency (ms)", "max latency"),
            step);
    return Optional.of(ConsoleReport.requireSense(latencies, step));
  }

  private static double optional(Map<String, String> cells, String label, String older)
      throws ToolOutputException {
    String text = cells.getOrDefault(label, cells.get(older));
    return text == null ? Double.NaN : number(label, text).doubleValue() * NANOS_PER_MILLI;
  }

  private static BigDecimal number(String label, String text) throws ToolOutputException {
    if (!MILLIS.matcher(text).matches()) {
      throw new ToolOutputException("a report tells the " + label + " '" + text + "'");
    }
    return new BigDecimal(text);
  }
}
