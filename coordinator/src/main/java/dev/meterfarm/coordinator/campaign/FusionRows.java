package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.fusion.FusionFinding;
import dev.meterfarm.coordinator.fusion.FusionReport;
import dev.meterfarm.coordinator.result.FusionRow;
import dev.meterfarm.predictor.rules.FusionRule;
import java.util.List;

/** The fusion table of a campaign. Stateless. */
final class FusionRows {
  private FusionRows() {}

  static List<FusionRow> of(FusionReport report) {
    return report.findings().stream().map(FusionRows::row).toList();
  }

  private static FusionRow row(FusionFinding finding) {
    FusionRule rule = finding.rule();
    return new FusionRow(
        rule.op1(),
        rule.op2(),
        finding.id().startsWith("fan-out:") ? "FAN_OUT" : rule.form().name(),
        rule.verdict().name(),
        rule.timingVerdict().name(),
        rule.structure().map(Enum::name).orElse(""),
        rule.savingNanos(),
        rule.evidence().savingLowNanos(),
        rule.evidence().savingHighNanos(),
        rule.confidence(),
        finding.baseline().map(Enum::name).orElse(""));
  }
}
