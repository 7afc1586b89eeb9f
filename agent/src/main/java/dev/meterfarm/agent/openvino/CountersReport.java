package dev.meterfarm.agent.openvino;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The table of performance counters: one row for each layer that the runtime knows of. The C++ tool
 * ends every row with a semicolon, the Python tool does not and spells states {@code
 * Status.EXECUTED}.
 */
final class CountersReport {
  private static final int COLUMNS = 6;
  private static final Pattern MILLIS = Pattern.compile("\\d{1,12}(\\.\\d{1,9})?");

  private CountersReport() {}

  /** Whether a layer ran on its own. */
  enum State {
    EXECUTED,
    /** It is part of another, or does nothing. */
    OPTIMIZED_OUT,
    NOT_RUN
  }

  /**
   * One layer.
   *
   * @param name its name in the model, or several joined by commas; empty for what the runtime
   *     added
   * @param type kind of layer
   * @param kernel what executed it
   * @param nanos its time
   */
  record Row(String name, State state, String type, String kernel, long nanos) {
    /** True for conversions and copies that the runtime added. */
    boolean isAdded() {
      return name.isEmpty() || type.equals("<Extra>") || name.equals("<Extra>");
    }
  }

  /**
   * Reads the first table of a file: that of the first inference request.
   *
   * @throws ToolOutputException if there is no whole table
   */
  static List<Row> parse(String csv) throws ToolOutputException {
    List<Row> rows = new ArrayList<>();
    boolean inside = false;
    for (String line : csv.lines().toList()) {
      if (!inside) {
        inside = line.startsWith("layerName;") || line.startsWith("layer name;");
        continue;
      }
      if (line.startsWith("Total;")) {
        return List.copyOf(rows);
      }
      if (!line.isBlank()) {
        rows.add(row(line));
      }
    }
    throw new ToolOutputException(
        inside ? "the table of counters has no end" : "there is no table of counters");
  }

  private static Row row(String line) throws ToolOutputException {
    String[] cells = line.split(";", -1);
    boolean closed = cells.length == COLUMNS + 1 && cells[COLUMNS].isEmpty();
    if (cells.length != COLUMNS && !closed) {
      throw new ToolOutputException("a row of counters has not six cells: '" + line + "'");
    }
    String millis = cells[4].strip();
    if (!MILLIS.matcher(millis).matches()) {
      throw new ToolOutputException("a row of counters has no time: '" + line + "'");
    }
    return new Row(
        cells[0].strip(),
        state(cells[1].strip(), line),
        cells[2].strip(),
        cells[3].strip(),
        new BigDecimal(millis).movePointRight(6).longValue());
  }

  private static State state(String printed, String line) throws ToolOutputException {
    return switch (printed.startsWith("Status.") ? printed.substring(7) : printed) {
      case "EXECUTED" -> State.EXECUTED;
      case "OPTIMIZED_OUT" -> State.OPTIMIZED_OUT;
      case "NOT_RUN" -> State.NOT_RUN;
      default -> throw new ToolOutputException("unknown state in '" + line + "'");
    };
  }
}
