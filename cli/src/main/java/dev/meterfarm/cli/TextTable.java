package dev.meterfarm.cli;

import java.util.ArrayList;
import java.util.List;

/** A table in plain text: numbers to the right, words to the left. For one thread. */
final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... heads) {
    rows.add(List.of(heads));
  }

  TextTable row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /** A number, an interval or nothing; words that begin with a number are words. */
  private static boolean isNumber(String cell) {
    return cell.isEmpty()
        || ("+-0123456789–".indexOf(cell.charAt(0)) >= 0
            && cell.chars().noneMatch(Character::isLetter));
  }

  @Override
  public String toString() {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    boolean[] numeric = new boolean[columns];
    for (int column = 0; column < columns; column++) {
      numeric[column] = rows.size() > 1;
      for (int line = 0; line < rows.size(); line++) {
        String cell = rows.get(line).get(column);
        widths[column] = Math.max(widths[column], cell.length());
        numeric[column] &= line == 0 || isNumber(cell);
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        String gap = " ".repeat(widths[column] - row.get(column).length());
        line.append(column == 0 ? "" : "  ")
            .append(numeric[column] ? gap + row.get(column) : row.get(column) + gap);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
