package dev.meterfarm.cli;

import dev.meterfarm.predictor.bundle.Bundle;
import dev.meterfarm.predictor.bundle.KernelPredictor;
import dev.meterfarm.predictor.bundle.Manifest;
import dev.meterfarm.predictor.rules.FusionRule;
import dev.meterfarm.predictor.rules.RuleForm;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code coordinator inspect}. */
@Command(name = "inspect", description = "Says what is in a bundle and how far it can be trusted.")
final class InspectCommand implements Callable<Integer> {
  @Parameters(arity = "1", paramLabel = "BUNDLE", description = "A zip file or a folder.")
  private Path path;

  @Override
  public Integer call() {
    Bundle bundle = BundleFile.load(path).bundle();
    System.out.print(text(bundle));
    return ExitCode.OK.code();
  }

  private static String text(Bundle bundle) {
    Manifest manifest = bundle.manifest();
    StringBuilder text = new StringBuilder();
    text.append(manifest.target().name())
        .append(": ")
        .append(manifest.target().deviceClass())
        .append(", ")
        .append(manifest.target().runtime())
        .append(manifest.target().simulated() ? " (simulated)" : "")
        .append(manifest.partial() ? " (partial)" : "")
        .append('\n');
    text.append("campaign ")
        .append(manifest.campaign())
        .append(", seed ")
        .append(manifest.seed())
        .append(", created ")
        .append(manifest.created())
        .append(", Meterfarm ")
        .append(manifest.meterfarmVersion())
        .append('\n');
    text.append("settings ")
        .append(manifest.target().settings())
        .append(", label ")
        .append(manifest.target().labelStatistic())
        .append('\n');
    manifest
        .networks()
        .ifPresent(
            accuracy ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "whole networks: %d, within 5 %%: %.0f %%, within 10 %%: %.0f %%, RMSPE %.1f %%;"
                            + " their own repeats within 10 %%: %.0f %%; drift %.1f %%%n",
                        accuracy.networks(),
                        accuracy.within5Percent(),
                        accuracy.within10Percent(),
                        accuracy.rmspePercent(),
                        accuracy.repeatWithin10Percent(),
                        accuracy.driftPercent())));
    TextTable kernels =
        new TextTable(
            "kernel", "samples", "tests", "+-5 %", "+-10 %", "RMSPE %", "trees", "by", "state");
    for (KernelPredictor predictor : bundle.predictors().values()) {
      kernels.row(
          predictor.family().word(),
          Integer.toString(predictor.training().samples()),
          Integer.toString(predictor.accuracy().testSamples()),
          number(predictor.accuracy().within5Percent(), 0),
          number(predictor.accuracy().within10Percent(), 0),
          number(predictor.accuracy().rmspePercent(), 1),
          Integer.toString(predictor.trees().trees()),
          predictor.beatsGeneric() ? predictor.training().learner() : "generic model",
          predictor.training().convergenceNote());
    }
    text.append('\n').append(kernels).append('\n');
    TextTable rules = new TextTable("op1", "op2", "verdict", "timing", "profile", "saves us");
    for (FusionRule rule : bundle.rules().all()) {
      rules.row(
          rule.op1(),
          rule.op2() + (rule.form() == RuleForm.BAKED ? " (inside)" : ""),
          rule.verdict().name(),
          rule.timingVerdict().name(),
          rule.structure().map(Enum::name).orElse(""),
          number(rule.savingNanos() / 1000, 2));
    }
    return text.append(rules).toString();
  }

  private static String number(double value, int decimals) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
