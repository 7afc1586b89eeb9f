package dev.meterfarm.cli;

import dev.meterfarm.coordinator.result.AccuracyRow;
import dev.meterfarm.coordinator.result.CampaignResult;
import dev.meterfarm.coordinator.result.DeviceRow;
import dev.meterfarm.coordinator.result.FusionRow;
import dev.meterfarm.coordinator.result.KernelRow;
import dev.meterfarm.coordinator.result.NetworkRow;
import dev.meterfarm.coordinator.result.TargetResult;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables at the end of a campaign. Stateless, thread-safe. */
final class ResultTables {
  private ResultTables() {}

  static String text(CampaignResult result) {
    StringBuilder text = new StringBuilder();
    result.targets().forEach(target -> text.append(text(target)));
    return text.toString();
  }

  private static String text(TargetResult target) {
    StringBuilder text = new StringBuilder();
    text.append("\n== ")
        .append(target.target())
        .append(": ")
        .append(target.deviceClass())
        .append(", ")
        .append(target.runtime())
        .append(target.simulated() ? " (simulated)" : "")
        .append(" ==\n");
    text.append("\nFusion verdicts\n").append(fusion(target));
    text.append("\nKernels (on their frozen test sets)\n").append(kernels(target));
    if (!target.networks().isEmpty()) {
      text.append("\nWhole networks\n")
          .append(networks(target))
          .append('\n')
          .append(accuracy(target));
      text.append(
          String.format(
              Locale.ROOT,
              "Repeats of a network's own measurement within 10 %%: %s %%; drift of the reference models: %s %%\n",
              number(target.repeatWithin10Percent(), 0),
              number(target.driftPercent(), 1)));
    }
    if (!target.devices().isEmpty()) {
      text.append("\nDevices\n").append(devices(target));
    }
    target.notes().forEach(note -> text.append("Note: ").append(note).append('\n'));
    text.append(
        target.bundle().isEmpty()
            ? "\nNo bundle was written.\n"
            : "\n" + (target.partial() ? "Partial bundle: " : "Bundle: ") + target.bundle() + "\n");
    return text.toString();
  }

  private static String fusion(TargetResult target) {
    TextTable table =
        new TextTable(
            "op1", "op2", "verdict", "by timing", "by profile", "saves us", "nn-Meter's rule");
    for (FusionRow row : target.fusion()) {
      table.row(
          row.op1(),
          row.op2() + (row.form().equals("BAKED") ? " (inside)" : ""),
          row.verdict(),
          row.timingVerdict(),
          row.structure(),
          number(row.savingNanos() / 1000, 2),
          row.nnMeterVerdict());
    }
    return table.toString();
  }

  private static String kernels(TargetResult target) {
    TextTable table =
        new TextTable(
            "kernel",
            "samples",
            "tests",
            "+-5 %",
            "+-10 %",
            "RMSPE %",
            "nn-Meter's way +-10 %",
            "repeat +-10 %",
            "time %",
            "by",
            "state");
    for (KernelRow row : target.kernels()) {
      table.row(
          row.family(),
          Integer.toString(row.samples()),
          Integer.toString(row.testSize()),
          number(row.within5Percent(), 0),
          number(row.within10Percent(), 0),
          number(row.rmspePercent(), 1),
          number(row.nnMeterWithin10Percent(), 0),
          number(row.repeatWithin10Percent(), 0),
          number(100 * row.timeShare(), 1),
          row.beatsGeneric() ? row.learner() : "generic model",
          row.ending());
    }
    return table.toString();
  }

  private static String networks(TargetResult target) {
    TextTable table = new TextTable("network", "measured ms", "predicted ms", "error %");
    for (NetworkRow row : target.networks()) {
      table.row(
          row.model(),
          number(row.measuredMs(), 3),
          number(row.predictedMs(), 3),
          String.format(Locale.ROOT, "%+.1f", row.errorPercent()));
    }
    return table.toString();
  }

  private static String devices(TargetResult target) {
    TextTable table = new TextTable("device", "jobs", "factor", "spread %", "models", "remark");
    OptionalDouble most =
        target.devices().stream().filter(DeviceRow::used).mapToDouble(DeviceRow::factor).max();
    for (DeviceRow row : target.devices()) {
      boolean slowest = row.used() && row.factor() == most.orElse(Double.NaN);
      table.row(
          row.device(),
          Integer.toString(row.jobs()),
          number(row.factor(), 3),
          number(row.spreadPercent(), 1),
          Integer.toString(row.models()),
          Stream.of(row.used() ? "" : "left out", slowest ? "slowest" : "", row.note())
              .filter(remark -> !remark.isEmpty())
              .collect(Collectors.joining("; ")));
    }
    return table.toString();
  }

  private static String accuracy(TargetResult target) {
    TextTable table =
        new TextTable("predicted by", "networks", "+-5 %", "+-10 %", "RMSPE %", "worst %");
    for (AccuracyRow row : target.accuracy()) {
      table.row(
          row.method(),
          Integer.toString(row.networks()),
          number(row.within5Percent(), 0),
          number(row.within10Percent(), 0),
          number(row.rmspePercent(), 1),
          number(row.worstPercent(), 1));
    }
    return table.toString();
  }

  /** A dash for what was not measured. */
  static String number(double value, int decimals) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
