package dev.meterfarm.coordinator.fusion;

import dev.meterfarm.predictor.rules.FusionRules;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What was found out about one target.
 *
 * @param rules the rules, for kernel detection
 * @param findings every case that was asked, the most important first
 * @param jobs how many jobs brought a result
 * @param deviceTime how long the device was busy with them
 */
public record FusionReport(
    FusionRules rules, List<FusionFinding> findings, int jobs, Duration deviceTime) {
  public FusionReport {
    findings = List.copyOf(findings);
  }

  /** The verdicts as lines of text, one for each case. */
  public List<String> table() {
    return findings.stream().map(FusionReport::line).toList();
  }

  private static String line(FusionFinding finding) {
    double shapes = finding.rule().evidence().shapes().size();
    return String.format(
        Locale.ROOT,
        "%-28s %-9s timing %-9s structure %-8s baseline %-9s saving %8.2f us [%7.2f, %7.2f],"
            + " %d rounds at %.0f shapes %s",
        finding.id(),
        finding.rule().verdict(),
        finding.rule().timingVerdict(),
        finding.structure(),
        finding.baseline().map(Enum::name).orElse("-"),
        finding.rule().savingNanos() / 1000,
        finding.rule().evidence().savingLowNanos() / 1000,
        finding.rule().evidence().savingHighNanos() / 1000,
        finding.rule().evidence().rounds(),
        shapes,
        finding.rule().evidence().note());
  }
}
