package dev.meterfarm.coordinator.report;

import dev.meterfarm.coordinator.result.FusionRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The fusion verdicts as a matrix: first op down, second op across. */
final class FusionMatrix {
  private FusionMatrix() {}

  static String html(List<FusionRow> rows) {
    if (rows.isEmpty()) {
      return "<p>No fusion rule was tested.</p>";
    }
    Set<String> columns = new LinkedHashSet<>();
    Map<String, Map<String, FusionRow>> byFirst = new LinkedHashMap<>();
    for (FusionRow row : rows) {
      String column = column(row);
      columns.add(column);
      byFirst.computeIfAbsent(row.op1(), op -> new LinkedHashMap<>()).put(column, row);
    }
    Markup html = new Markup().raw("<div class=wide><table class=matrix><thead><tr><th></th>");
    for (String column : columns) {
      html.raw("<th class=up><span>").text(column).raw("</span></th>");
    }
    html.raw("</tr></thead><tbody>\n");
    for (Map.Entry<String, Map<String, FusionRow>> line : byFirst.entrySet()) {
      html.raw("<tr><th>").text(line.getKey()).raw("</th>");
      for (String column : columns) {
        cell(html, line.getValue().get(column));
      }
      html.raw("</tr>\n");
    }
    return html.raw("</tbody></table></div>\n").toString();
  }

  /** Columns of one second op, told apart by how it stands in the model. */
  private static String column(FusionRow row) {
    return switch (row.form()) {
      case "BAKED" -> row.op2() + " inside";
      case "FAN_OUT" -> row.op2() + " of a shared";
      default -> row.op2();
    };
  }

  private static void cell(Markup html, FusionRow row) {
    if (row == null) {
      html.raw("<td></td>");
      return;
    }
    boolean contradiction =
        !row.structure().isEmpty()
            && !row.timingVerdict().equals("UNDECIDED")
            && !row.structure().equals("UNDECIDED")
            && !row.structure().equals(row.timingVerdict());
    List<String> told = new ArrayList<>();
    told.add(row.op1() + " then " + row.op2() + ": " + row.verdict());
    told.add("timing " + row.timingVerdict());
    if (!row.structure().isEmpty()) {
      told.add("structure " + row.structure());
    }
    told.add("saves " + Markup.number(row.savingNanos() / 1000, 2) + " us");
    html.raw(
            "<td class='v "
                + row.verdict().toLowerCase(Locale.ROOT)
                + (contradiction ? " contra" : "")
                + "' title=\"")
        .text(String.join(", ", told))
        .raw("\">" + row.verdict().charAt(0) + (contradiction ? "!" : "") + "</td>");
  }
}
