package dev.meterfarm.cli;

import dev.meterfarm.predictor.KernelPrediction;
import dev.meterfarm.predictor.Prediction;
import dev.meterfarm.predictor.Predictor;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code coordinator explain}. */
@Command(
    name = "explain",
    description =
        "Shows the kernels of networks under a bundle's fusion rules, each with its price.")
final class ExplainCommand implements Callable<Integer> {
  @Mixin private BundleFile bundle;

  @Parameters(arity = "1..*", paramLabel = "model.tflite", description = "Model files or folders.")
  private List<Path> models;

  @Override
  public Integer call() {
    Predictor predictor = bundle.load();
    ModelFiles files = ModelFiles.read(models);
    boolean covered = true;
    for (ModelFiles.Entry entry : files.entries()) {
      if (entry.graph().isEmpty()) {
        System.err.println("error: " + entry.error());
        continue;
      }
      Prediction prediction = predictor.predict(entry.graph().get());
      covered &= prediction.uncoveredOps().isEmpty();
      System.out.print(text(entry.name(), prediction));
    }
    if (files.allReadable() && covered) {
      return ExitCode.OK.code();
    }
    return files.readable().isEmpty() ? ExitCode.INVALID_INPUT.code() : ExitCode.PARTIAL.code();
  }

  private static String text(String name, Prediction prediction) {
    TextTable table = new TextTable("kernel", "us", "share %", "by", "ops");
    double sum = prediction.kernels().stream().mapToDouble(KernelPrediction::latencyMs).sum();
    for (KernelPrediction kernel : prediction.kernels()) {
      table.row(
          kernel.type(),
          String.format(Locale.ROOT, "%.1f", kernel.latencyMs() * 1000),
          String.format(Locale.ROOT, "%.1f", 100 * kernel.latencyMs() / sum),
          kernel.source().word() + (kernel.extrapolated() ? ", extrapolated" : ""),
          String.join(" ", kernel.ops()));
    }
    String remark = UncoveredOps.remark(prediction.uncoveredOps());
    return String.format(
        Locale.ROOT,
        "%s: %.3f ms = %d kernels %.3f ms %+.3f ms of context; 90 %% between %.3f and %.3f ms%n%s%s%n",
        name,
        prediction.latencyMs(),
        prediction.kernels().size(),
        sum,
        prediction.contextMs(),
        prediction.lowMs(),
        prediction.highMs(),
        table,
        remark.isEmpty() ? "" : remark + System.lineSeparator());
  }
}
