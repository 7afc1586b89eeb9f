package dev.meterfarm.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures beside their goals. For one thread. */
public final class GoalTable {
  private record Row(String what, String figure, String goal, String verdict) {}

  private final List<Row> rows = new ArrayList<>();
  private boolean reached = true;

  /** A figure that must not be less than its goal. */
  public void atLeast(String what, double figure, double goal, String unit) {
    row(what, figure, ">= " + text(goal), figure >= goal, unit);
  }

  /** A figure that must be less than its goal. */
  public void under(String what, double figure, double goal, String unit) {
    row(what, figure, "< " + text(goal), figure < goal, unit);
  }

  /** A figure without a goal. */
  public void tell(String what, double figure, String unit) {
    rows.add(new Row(what, text(figure) + " " + unit, "", ""));
  }

  private void row(String what, double figure, String goal, boolean holds, String unit) {
    reached &= holds;
    rows.add(
        new Row(what, text(figure) + " " + unit, goal + " " + unit, holds ? "reached" : "MISSED"));
  }

  private static String text(double figure) {
    double size = Math.abs(figure);
    String form = size >= 100 || figure == Math.rint(figure) ? "%,.0f" : size < 1 ? "%.2f" : "%.1f";
    return String.format(Locale.ROOT, form, figure);
  }

  /** True if every goal is reached. */
  public boolean isReached() {
    return reached;
  }

  /** Prints all rows. */
  public void print(PrintStream out) {
    Row head = new Row("what", "measured", "goal", "");
    int what = width(head, 0);
    int figure = width(head, 1);
    int goal = width(head, 2);
    List<Row> all = new ArrayList<>(List.of(head));
    all.addAll(rows);
    for (Row row : all) {
      String line =
          String.format(
              Locale.ROOT,
              "%-" + what + "s  %" + figure + "s  %" + goal + "s  %s",
              row.what(),
              row.figure(),
              row.goal(),
              row.verdict());
      out.println(line.stripTrailing());
    }
  }

  private int width(Row head, int column) {
    int widest = cell(head, column).length();
    for (Row row : rows) {
      widest = Math.max(widest, cell(row, column).length());
    }
    return widest;
  }

  private static String cell(Row row, int column) {
    return switch (column) {
      case 0 -> row.what();
      case 1 -> row.figure();
      default -> row.goal();
    };
  }
}
