package dev.meterfarm.virtualphone.tool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a profile tells: ops in the order of their first run, the most expensive, and the kinds.
 * Rows are kept by name: two ops of one name become one row that is called twice.
 */
final class OpTable {
  private static final int MOST_TOP = 10;

  /** An op over all runs. */
  private static final class Row {
    private final String type;
    private final String name;
    private final long start;
    private long first;
    private long sum;
    private int calls;

    Row(String type, String name, long start) {
      this.type = type;
      this.name = name;
      this.start = start;
    }
  }

  private record Kind(String type, int count, double millis, int calls) {}

  private final ToolVersion version;
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final RunStatistics sums = new RunStatistics();
  private long runSum;

  OpTable(ToolVersion version) {
    this.version = version;
  }

  void add(String type, String name, long micros) {
    Row row = rows.computeIfAbsent(name, n -> new Row(type, n, runSum));
    if (row.calls == 0) {
      row.first = micros;
    }
    row.sum += micros;
    row.calls++;
    runSum += micros;
  }

  /** A run is over. */
  void endRun() {
    sums.add(runSum);
    runSum = 0;
  }

  private int runs() {
    return Math.max(1, sums.count());
  }

  private double millis(Row row) {
    return row.sum / 1000.0 / runs();
  }

  /** The text of all three tables. */
  String text(boolean csv) {
    List<Row> inOrder = List.copyOf(rows.values());
    List<Row> dearest =
        inOrder.stream()
            .sorted(Comparator.comparingLong((Row r) -> -r.sum))
            .limit(MOST_TOP)
            .toList();
    StringBuilder text = new StringBuilder();
    text.append(title("Run Order")).append(rowHeader(csv));
    appendRows(text, inOrder, csv);
    text.append('\n').append(title("Top by Computation Time")).append(rowHeader(csv));
    appendRows(text, dearest, csv);
    text.append("\nNumber of nodes executed: ").append(inOrder.size()).append('\n');
    text.append(title("Summary by node type")).append(kindHeader(csv));
    appendKinds(text, csv);
    text.append("\nTimings (microseconds): ").append(sums.line(false)).append('\n');
    text.append("Memory (bytes): count=0\n");
    return text.append(inOrder.size()).append(" nodes observed\n").toString();
  }

  private static String title(String of) {
    String bar = "=".repeat(30);
    return bar + " " + of + " " + bar + "\n";
  }

  private String rowHeader(boolean csv) {
    String start = version.hasStartColumn() ? (csv ? "start, " : "\t  [start]") : "";
    if (csv) {
      return "node type, " + start + "first, avg_ms, %, cdf%, mem KB, times called, name\n";
    }
    return "\t"
        + left("[node type]")
        + start
        + "\t  [first]\t [avg ms]\t     [%]\t  [cdf%]\t  [mem KB]\t[times called]\t[Name]\n";
  }

  private String left(String type) {
    return String.format(Locale.ROOT, "%" + version.typeWidth() + "s", type);
  }

  private void appendRows(StringBuilder text, List<Row> of, boolean csv) {
    double total = rows.values().stream().mapToDouble(this::millis).sum();
    double cumulated = 0;
    for (Row row : of) {
      double share = total == 0 ? 0 : millis(row) * 100 / total;
      cumulated += share;
      int called = row.calls / runs();
      double start = row.start / 1000.0;
      double first = row.first / 1000.0;
      if (csv) {
        List<String> cells = new ArrayList<>(List.of(row.type));
        if (version.hasStartColumn()) {
          cells.add(Decimals.sixDigits(start));
        }
        cells.addAll(
            List.of(
                Decimals.sixDigits(first),
                Decimals.sixDigits(millis(row)),
                Decimals.sixDigits(share) + "%",
                Decimals.sixDigits(cumulated) + "%",
                "0",
                Integer.toString(called),
                row.name.replace(',', '\t')));
        text.append(String.join(", ", cells)).append('\n');
      } else {
        text.append('\t').append(left(row.type));
        if (version.hasStartColumn()) {
          text.append(number("\t%9.3f", start));
        }
        text.append(
            number("\t%9.3f\t%9.3f\t%7.3f%%\t%7.3f%%", first, millis(row), share, cumulated));
        text.append(number("\t%10.3f\t%9d\t", 0.0, called)).append(row.name).append('\n');
      }
    }
  }

  private static String number(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private String kindHeader(boolean csv) {
    if (csv) {
      return "node type, count, avg_ms, avg %, cdf %, mem KB, times called\n";
    }
    return "\t"
        + left("[Node type]")
        + "\t  [count]\t  [avg ms]\t    [avg %]\t    [cdf %]\t  [mem KB]\t[times called]\n";
  }

  private void appendKinds(StringBuilder text, boolean csv) {
    Map<String, Kind> kinds = new LinkedHashMap<>();
    for (Row row : rows.values()) {
      Kind one = new Kind(row.type, 1, millis(row), row.calls / runs());
      kinds.merge(
          row.type,
          one,
          (a, b) -> new Kind(a.type, a.count + 1, a.millis + b.millis, a.calls + b.calls));
    }
    double total = kinds.values().stream().mapToDouble(Kind::millis).sum();
    double cumulated = 0;
    List<Kind> dearest =
        kinds.values().stream().sorted(Comparator.comparingDouble(k -> -k.millis)).toList();
    for (Kind kind : dearest) {
      double share = total == 0 ? 0 : kind.millis * 100 / total;
      cumulated += share;
      if (csv) {
        text.append(
            String.join(
                ", ",
                kind.type,
                Integer.toString(kind.count),
                Decimals.sixDigits(kind.millis),
                Decimals.sixDigits(share) + "%",
                Decimals.sixDigits(cumulated) + "%",
                "0",
                Integer.toString(kind.calls)));
        text.append('\n');
      } else {
        text.append('\t').append(left(kind.type));
        text.append(
            number(
                "\t%9d\t%10.3f\t%10.3f%%\t%10.3f%%\t%10.3f\t%9d%n",
                kind.count, kind.millis, share, cumulated, 0.0, kind.calls));
      }
    }
  }
}
