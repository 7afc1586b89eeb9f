package dev.meterfarm.agent.benchmarkmodel;

import dev.meterfarm.agent.benchmarkmodel.UnusableOutputException.Kind;
import dev.meterfarm.protocol.measurement.ExecutedOp;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the table of executed ops that the tool prints behind its summary: the "Run Order" table of
 * the regular runs, not that of the initialisation. Older versions have one column more.
 *
 * <p>Two traps: rows are sorted by a text, so they are put into order by the number at the end of
 * their names; and a delegate's kernels carry the kernel's name as their type.
 */
public final class OpProfileParser {
  private static final String REGULAR = "Profiling Info for Regular Benchmark Runs";
  private static final String INITIAL = "Profiling Info for Benchmark Initialization";
  private static final Pattern NANOS = Pattern.compile("\\d{1,12}(?:\\.\\d{1,9})?");
  private static final Pattern INDEX = Pattern.compile(".*:(\\d{1,9})");
  private static final int MOST_ROWS = 100_000;

  private record Row(int index, ExecutedOp op) {}

  private OpProfileParser() {}

  /**
   * The executed ops in the order of their execution; times are averages, in steps of 1 us.
   *
   * @throws UnusableOutputException if there is no table, or one of an unknown form
   */
  public static List<ExecutedOp> parse(String out) throws UnusableOutputException {
    List<Row> rows = new ArrayList<>();
    boolean regular = false;
    boolean inTable = false;
    int averageColumn = -1;
    for (String line : (Iterable<String>) out.lines()::iterator) {
      if (line.contains(INITIAL)) {
        regular = false;
      } else if (line.contains(REGULAR)) {
        regular = true;
      } else if (line.startsWith("=====")) {
        inTable = regular && rows.isEmpty() && line.contains(" Run Order ");
        averageColumn = -1;
      } else if (inTable && line.isBlank()) {
        inTable = false;
      } else if (inTable && averageColumn < 0) {
        averageColumn = averageColumn(line);
      } else if (inTable) {
        rows.add(row(line, averageColumn, rows.size()));
      }
      if (rows.size() > MOST_ROWS) {
        throw new UnusableOutputException(Kind.MALFORMED, "a profile with too many rows");
      }
    }
    if (rows.isEmpty()) {
      throw new UnusableOutputException(Kind.NO_MEASUREMENT, "the tool printed no table of ops");
    }
    rows.sort(Comparator.comparingInt(Row::index));
    return rows.stream().map(Row::op).toList();
  }

  private static int averageColumn(String header) throws UnusableOutputException {
    List<String> cells = cells(header);
    int column = cells.indexOf("[avg ms]");
    if (!cells.contains("[node type]") || column < 1) {
      throw malformed(header);
    }
    return column;
  }

  private static Row row(String line, int averageColumn, int position)
      throws UnusableOutputException {
    List<String> cells = cells(line);
    if (cells.size() <= averageColumn + 1 || !NANOS.matcher(cells.get(averageColumn)).matches()) {
      throw malformed(line);
    }
    long nanos = new BigDecimal(cells.get(averageColumn)).movePointRight(6).longValue();
    Matcher index = INDEX.matcher(cells.get(cells.size() - 1));
    return new Row(
        index.matches() ? Integer.parseInt(index.group(1)) : position,
        new ExecutedOp(cells.get(0), nanos));
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    for (String cell : line.split("\t", -1)) {
      cells.add(cell.strip());
    }
    return cells.get(0).isEmpty() ? cells.subList(1, cells.size()) : cells;
  }

  private static UnusableOutputException malformed(String line) {
    String shown = line.length() > 200 ? line.substring(0, 200) : line;
    return new UnusableOutputException(Kind.MALFORMED, "not a row of a table of ops: " + shown);
  }
}
