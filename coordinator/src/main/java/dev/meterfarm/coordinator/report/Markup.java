package dev.meterfarm.coordinator.report;

import java.util.Locale;

/** HTML text under construction; everything that is not markup is escaped. For one thread. */
final class Markup {
  private final StringBuilder html = new StringBuilder();

  /** Appends markup as it is. */
  Markup raw(String markup) {
    html.append(markup);
    return this;
  }

  /** Appends text, escaped. */
  Markup text(String text) {
    html.append(escape(text));
    return this;
  }

  /** Appends an element with escaped text inside. */
  Markup element(String tag, String text) {
    return raw("<" + tag + ">").text(text).raw("</" + tag + ">\n");
  }

  /**
   * Appends a table row of escaped cells; cells that start with a digit or sign are aligned right.
   */
  Markup row(String... cells) {
    raw("<tr>");
    for (String cell : cells) {
      boolean number = !cell.isEmpty() && "+-0123456789".indexOf(cell.charAt(0)) >= 0;
      raw(number ? "<td class=n>" : "<td>").text(cell).raw("</td>");
    }
    return raw("</tr>\n");
  }

  /** Opens a table with these column heads. */
  Markup openTable(String... heads) {
    raw("<div class=wide><table><thead><tr>");
    for (String head : heads) {
      raw("<th>").text(head).raw("</th>");
    }
    return raw("</tr></thead><tbody>\n");
  }

  Markup closeTable() {
    return raw("</tbody></table></div>\n");
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** A number with so many decimals; a dash for NaN. */
  static String number(double value, int decimals) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  @Override
  public String toString() {
    return html.toString();
  }
}
