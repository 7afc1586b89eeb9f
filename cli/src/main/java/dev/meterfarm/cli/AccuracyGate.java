package dev.meterfarm.cli;

import dev.meterfarm.coordinator.result.AccuracyRow;
import dev.meterfarm.coordinator.result.CampaignResult;
import dev.meterfarm.coordinator.result.TargetResult;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a pipeline demands of the accuracy on whole networks. For one thread. */
final class AccuracyGate {
  private static final double ALL = 100;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private Optional<Double> within10 = Optional.empty();

  @Option(
      names = "--require-within10",
      paramLabel = "PERCENT",
      description =
          "End with exit code 8 if fewer percent of the whole networks are predicted within 10 %%,"
              + " or none could be compared.")
  void setWithin10(double percent) {
    if (!(percent >= 0 && percent <= ALL)) {
      throw new ParameterException(
          command.commandLine(),
          "--require-within10 must be from 0 to 100, in percent of the networks");
    }
    within10 = Optional.of(percent);
  }

  /** Whether anything is demanded. */
  boolean isSet() {
    return within10.isPresent();
  }

  /** The exit code of a campaign; what was missed is told on stderr. */
  ExitCode judge(CampaignResult result) {
    ExitCode code = ExitCode.of(result);
    if (code == ExitCode.BUDGET_TOO_SMALL) {
      return code;
    }
    for (TargetResult target : result.targets()) {
      // Ours comes first, the baselines after it.
      Optional<AccuracyRow> ours = target.accuracy().stream().findFirst();
      code =
          judge(
              target.target(),
              ours.map(AccuracyRow::networks).orElse(0),
              ours.map(AccuracyRow::within10Percent).orElse(Double.NaN),
              code);
    }
    return code;
  }

  /**
   * The exit code after networks were compared: {@code otherwise}, unless too few are predicted.
   */
  ExitCode judge(String target, int networks, double percent, ExitCode otherwise) {
    if (within10.isEmpty() || (networks > 0 && percent >= within10.get())) {
      return otherwise;
    }
    String found =
        networks == 0
            ? "no whole network was compared"
            : String.format(
                Locale.ROOT, "%.1f %% of %d networks are within 10 %%", percent, networks);
    System.err.printf(
        Locale.ROOT,
        "required accuracy missed: %s: %s, required are %.1f %%%n",
        target,
        found,
        within10.get());
    return ExitCode.ACCURACY_MISSED;
  }
}
