package dev.meterfarm.coordinator.report;

import dev.meterfarm.coordinator.result.AccuracyRow;
import dev.meterfarm.coordinator.result.DeviceRow;
import dev.meterfarm.coordinator.result.KernelRow;
import dev.meterfarm.coordinator.result.NetworkRow;
import dev.meterfarm.coordinator.result.TargetResult;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The report of one target: one HTML page that needs nothing else, not even the network. */
public final class HtmlReport {
  private static final String STYLE =
      """
      :root{--ink:#1f2933;--soft:#66788a;--line:#d9e2ec;--paper:#fff;--good:#0f766e;--bad:#b91c1c}
      body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:#f4f6f8;margin:0}
      main{max-width:1080px;margin:0 auto;padding:28px 20px 60px}h1,.sub,.warn{overflow-wrap:anywhere}
      h1{font-size:26px;margin:0 0 2px}h2{font-size:19px;margin:36px 0 10px}
      .sub{color:var(--soft);margin:0 0 18px}
      .cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:12px}
      .card{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:12px 16px}
      .card b{display:block;font-size:24px}.card span{color:var(--soft);font-size:13px}
      .wide{overflow-x:auto;background:var(--paper);border:1px solid var(--line);border-radius:10px}
      table{border-collapse:collapse;font-size:13.5px;width:100%}
      th,td{padding:5px 10px;border-bottom:1px solid #edf1f5;text-align:left;white-space:nowrap}
      tbody tr:last-child>*{border-bottom:0}
      thead th{color:var(--soft);font-weight:600;background:#fafbfc;vertical-align:bottom;white-space:normal}
      td:last-child:not(.n,.v){white-space:normal;min-width:13em}
      .n{text-align:right;font-variant-numeric:tabular-nums}
      .matrix{width:auto}.matrix tbody th{position:sticky;left:0;background:var(--paper)}.matrix td.v{text-align:center;font-weight:700;cursor:default}
      .matrix td,.matrix th{border-right:1px solid #edf1f5;padding:4px 8px}
      .matrix th.up{vertical-align:bottom;height:112px}.matrix th.up span{writing-mode:vertical-rl;transform:rotate(180deg)}
      .fused{background:#ccfbf1;color:#115e59}.separate{background:#eef2f6;color:#52606d}
      .undecided{background:#fef3c7;color:#92400e}.contra{outline:2px solid var(--bad);outline-offset:-2px}
      .plots{margin:12px 0;display:grid;grid-template-columns:repeat(auto-fill,minmax(min(320px,100%),1fr));gap:14px}
      .wideplot{margin:12px 0;overflow-x:auto}.wideplot svg{min-width:520px}svg{display:block;width:100%;height:auto;max-width:760px;margin:0 auto}
      figure{margin:0;background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:8px}
      figcaption{font-size:13px;color:var(--soft);text-align:center}
      .frame{fill:none;stroke:#9fb3c8}.grid{stroke:#e4ebf1}.band{fill:#0f766e;opacity:.12}
      .near{fill:#0f766e;opacity:.65}.far{fill:#b91c1c;opacity:.75}.tick,.axis{font-size:11px;fill:#66788a}
      .warn{background:#fff7ed;border:1px solid #fdba74;border-radius:10px;padding:8px 16px;margin:14px 0}
      .good{color:var(--good)}.bad{color:var(--bad)}
      """;

  private HtmlReport() {}

  /** The page, in UTF-8 text. */
  public static String html(TargetResult result, String campaign, long seed) {
    Markup html = new Markup();
    html.raw(
            "<!doctype html>\n<html lang=en><head><meta charset=utf-8>"
                + "<meta name=viewport content='width=device-width,initial-scale=1'><title>")
        .text("Meterfarm report: " + result.target())
        .raw("</title><style>\n" + STYLE + "</style></head><body><main>\n");
    html.element("h1", "Latency predictor for " + result.target());
    html.raw("<p class=sub>")
        .text(
            result.deviceClass()
                + " · "
                + result.runtime()
                + " · campaign "
                + campaign
                + " · seed "
                + seed)
        .raw("</p>\n");
    warnings(html, result);
    cards(html, result);
    networks(html, result);
    devices(html, result);
    kernels(html, result);
    html.element("h2", "Fusion rules");
    html.raw(
        "<p>First op down, second across. F fused, S separate, U undecided (treated as separate)."
            + " An exclamation mark: timing and the runtime's own profile disagree. <i>Inside</i>: an"
            + " activation that is part of the first op in the file; <i>of a shared</i>: the first"
            + " op's output has other readers, too. Point at a cell for the saving.</p>\n");
    html.raw(FusionMatrix.html(result.fusion()));
    context(html, result);
    return html.raw("</main></body></html>\n").toString();
  }

  /** Nothing with one device. */
  private static void devices(Markup html, TargetResult result) {
    if (result.devices().isEmpty()) {
      return;
    }
    html.element("h2", "Devices");
    html.raw(
        "<p>Each device measured the same calibration set. What it measured is divided by its"
            + " factor, so that the predictor is that of the typical device.</p>\n");
    HtmlTable devices =
        new HtmlTable("device", "jobs", "factor", "spread, %", "models", "counts", "note");
    for (DeviceRow row : result.devices()) {
      devices.row(
          row.device(),
          Integer.toString(row.jobs()),
          Markup.number(row.factor(), 3),
          Markup.number(row.spreadPercent(), 1),
          Integer.toString(row.models()),
          row.used() ? "yes" : "no",
          row.note());
    }
    devices.appendTo(html);
  }

  private static void warnings(Markup html, TargetResult result) {
    if (result.simulated()) {
      html.raw("<p class=warn><b>Simulated.</b> No real device was measured.</p>\n");
    }
    if (result.partial()) {
      html.raw(
          "<p class=warn><b>Partial.</b> The budget ended before every phase was complete.</p>\n");
    }
    for (String note : result.notes()) {
      html.raw("<p class=warn>").text(note).raw("</p>\n");
    }
  }

  private static void cards(Markup html, TargetResult result) {
    html.raw("<div class=cards>");
    if (!result.accuracy().isEmpty()) {
      AccuracyRow ours = result.accuracy().get(0);
      card(html, Markup.number(ours.within10Percent(), 0) + " %", "networks within 10 %");
      card(html, Markup.number(ours.within5Percent(), 0) + " %", "networks within 5 %");
      card(html, Markup.number(ours.rmspePercent(), 1) + " %", "RMSPE of networks");
    }
    card(html, Markup.number(result.repeatWithin10Percent(), 0) + " %", "repeats within 10 %");
    card(html, Markup.number(result.driftPercent(), 1) + " %", "drift of reference models");
    card(html, Integer.toString(result.samples()), "kernel configurations");
    card(html, Integer.toString(result.jobs()), "jobs, " + result.suspectJobs() + " in bad spells");
    card(html, Markup.number(result.elapsedSeconds() / 60, 1) + " min", "wall time");
    html.raw("</div>\n");
  }

  private static void card(Markup html, String figure, String words) {
    html.raw("<div class=card><b>").text(figure).raw("</b><span>").text(words).raw("</span></div>");
  }

  private static void networks(Markup html, TargetResult result) {
    html.element("h2", "Whole networks");
    if (result.networks().isEmpty()) {
      html.element("p", "No network was measured in this campaign.");
      return;
    }
    HtmlTable methods =
        new HtmlTable("method", "networks", "within 5 %", "within 10 %", "RMSPE", "worst");
    for (AccuracyRow row : result.accuracy()) {
      methods.row(
          row.method(),
          Integer.toString(row.networks()),
          percent(row.within5Percent()),
          percent(row.within10Percent()),
          percent(row.rmspePercent()),
          percent(row.worstPercent()));
    }
    methods.appendTo(html);
    List<KernelRow.Point> points =
        result.networks().stream()
            .map(n -> new KernelRow.Point(n.model(), n.measuredMs() * 1e6, n.predictedMs() * 1e6))
            .toList();
    html.raw(
        "<div class=plots>"
            + new ScatterPlot("Networks, predicted against measured", points).svg()
            + "</div>\n");
    HtmlTable networks =
        new HtmlTable(
            "network", "measured ms", "predicted ms", "90 % interval", "error %", "extrapolated");
    result.networks().stream()
        .sorted(Comparator.comparingDouble((NetworkRow n) -> -Math.abs(n.errorPercent())))
        .forEach(
            n ->
                networks.row(
                    n.model(),
                    Markup.number(n.measuredMs(), 3),
                    Markup.number(n.predictedMs(), 3),
                    Markup.number(n.lowMs(), 3) + " – " + Markup.number(n.highMs(), 3),
                    Markup.number(n.errorPercent(), 1),
                    percent(100 * n.extrapolatedShare())));
    networks.appendTo(html);
  }

  private static void kernels(Markup html, TargetResult result) {
    html.element("h2", "Kernels");
    HtmlTable kernels =
        new HtmlTable(
            "kernel",
            "share of time",
            "samples",
            "test set",
            "within 5 %",
            "within 10 %",
            "RMSPE",
            "generic within 10 %",
            "nn-Meter's way within 10 %",
            "repeat within 10 %",
            "learner",
            "state");
    for (KernelRow row : result.kernels()) {
      kernels.row(
          row.family(),
          percent(100 * row.timeShare()),
          Integer.toString(row.samples()),
          Integer.toString(row.testSize()),
          percent(row.within5Percent()),
          percent(row.within10Percent()),
          percent(row.rmspePercent()),
          percent(row.genericWithin10Percent()),
          percent(row.nnMeterWithin10Percent()),
          percent(row.repeatWithin10Percent()),
          row.beatsGeneric() ? row.learner() : "generic model",
          row.ending());
    }
    kernels.appendTo(html);
    html.raw(LearningCurvePlot.svg(result.kernels())).raw("<div class=plots>");
    for (KernelRow row : result.kernels()) {
      html.raw(new ScatterPlot(row.family() + ", frozen test set", row.points()).svg());
    }
    html.raw("</div>\n");
  }

  private static void context(Markup html, TargetResult result) {
    html.element("h2", "Context term");
    html.element(
        "p",
        "A network is not the sum of its kernels measured alone. These coefficients,"
            + " fitted on calibration networks, turn the sum into the network's latency.");
    HtmlTable coefficients = new HtmlTable("coefficient", "value");
    for (Map.Entry<String, Double> entry : new TreeMap<>(result.context()).entrySet()) {
      coefficients.row(entry.getKey(), Markup.number(entry.getValue(), 5));
    }
    coefficients.appendTo(html);
  }

  private static String percent(double value) {
    return Double.isNaN(value) ? "–" : Markup.number(value, 1) + " %";
  }
}
