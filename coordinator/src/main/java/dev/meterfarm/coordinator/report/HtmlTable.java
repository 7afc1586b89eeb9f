package dev.meterfarm.coordinator.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of escaped cells. A column that holds nothing but figures and dashes is aligned right,
 * head included. For one thread.
 */
final class HtmlTable {
  private static final String UNKNOWN = "–";

  private final List<String> heads;
  private final List<List<String>> rows = new ArrayList<>();

  HtmlTable(String... heads) {
    this.heads = List.of(heads);
  }

  /** Appends a row with a cell for each head. */
  HtmlTable row(String... cells) {
    if (cells.length != heads.size()) {
      throw new IllegalArgumentException(cells.length + " cells under " + heads.size() + " heads");
    }
    rows.add(List.of(cells));
    return this;
  }

  /** Writes it; it scrolls by itself where the page is too narrow. */
  void appendTo(Markup html) {
    boolean[] figures = new boolean[heads.size()];
    for (int i = 0; i < figures.length; i++) {
      figures[i] = holdsFigures(i);
    }
    html.raw("<div class=wide><table><thead>");
    row(html, "th", heads, figures);
    html.raw("</thead><tbody>\n");
    for (List<String> cells : rows) {
      row(html, "td", cells, figures);
    }
    html.raw("</tbody></table></div>\n");
  }

  private boolean holdsFigures(int column) {
    return rows.stream()
        .map(cells -> cells.get(column))
        .allMatch(cell -> cell.equals(UNKNOWN) || startsLikeFigure(cell));
  }

  private static boolean startsLikeFigure(String cell) {
    return !cell.isEmpty() && "+-0123456789".indexOf(cell.charAt(0)) >= 0;
  }

  private static void row(Markup html, String tag, List<String> cells, boolean[] figures) {
    html.raw("<tr>");
    for (int i = 0; i < cells.size(); i++) {
      html.raw("<" + tag + (figures[i] ? " class=n>" : ">"))
          .text(cells.get(i))
          .raw("</" + tag + ">");
    }
    html.raw("</tr>\n");
  }
}
