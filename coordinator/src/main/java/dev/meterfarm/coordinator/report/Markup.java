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
