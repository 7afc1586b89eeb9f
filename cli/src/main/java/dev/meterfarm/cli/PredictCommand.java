package dev.meterfarm.cli;

import dev.meterfarm.predictor.KernelPrediction;
import dev.meterfarm.predictor.Prediction;
import dev.meterfarm.predictor.PredictionJson;
import dev.meterfarm.predictor.PriceSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coordinator predict}. */
@Command(
    name = "predict",
    description = "Predicts how long model files take on a bundle's target. Needs no device.")
final class PredictCommand implements Callable<Integer> {
  @Mixin private BundleFile bundle;

  @Parameters(
      arity = "1..*",
      paramLabel = "model.tflite",
      description = "Model files, or folders with model files.")
  private List<Path> models;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    ModelFiles files = ModelFiles.read(models);
    List<ModelFiles.Entry> readable = files.readable();
    List<Prediction> predictions =
        bundle.load().predictAll(readable.stream().map(entry -> entry.graph().get()).toList());
    boolean covered = predictions.stream().allMatch(each -> each.uncoveredOps().isEmpty());
    print(files, predictions);
    if (files.allReadable() && covered) {
      return ExitCode.OK.code();
    }
    return readable.isEmpty() ? ExitCode.INVALID_INPUT.code() : ExitCode.PARTIAL.code();
  }

  private void print(ModelFiles files, List<Prediction> predictions) {
    PredictionJson document = new PredictionJson();
    TextTable table = new TextTable("model", "ms", "90 % interval", "kernels", "remarks");
    Iterator<Prediction> next = predictions.iterator();
    for (ModelFiles.Entry entry : files.entries()) {
      if (entry.graph().isEmpty()) {
        document.addError(entry.name(), entry.error());
        System.err.println("error: " + entry.error());
        continue;
      }
      Prediction prediction = next.next();
      document.add(entry.name(), prediction);
      table.row(
          entry.name(),
          String.format(Locale.ROOT, "%.3f", prediction.latencyMs()),
          String.format(Locale.ROOT, "%.3f – %.3f", prediction.lowMs(), prediction.highMs()),
          Integer.toString(prediction.kernels().size()),
          remarks(prediction));
    }
    if (json) {
      System.out.println(new String(document.bytes(), StandardCharsets.UTF_8).strip());
    } else if (!predictions.isEmpty()) {
      System.out.print(table);
    }
  }

  private static String remarks(Prediction prediction) {
    StringBuilder remarks = new StringBuilder(UncoveredOps.remark(prediction.uncoveredOps()));
    double generic =
        prediction.kernels().stream()
            .filter(kernel -> kernel.source() == PriceSource.GENERIC)
            .mapToDouble(KernelPrediction::latencyMs)
            .sum();
    double all = prediction.kernels().stream().mapToDouble(KernelPrediction::latencyMs).sum();
    if (generic > 0.02 * all) {
      join(
          remarks, String.format(Locale.ROOT, "%.0f %% by the generic model", 100 * generic / all));
    }
    if (prediction.extrapolatedShare() > 0.02) {
      join(
          remarks,
          String.format(
              Locale.ROOT,
              "%.0f %% outside the sampled range",
              100 * prediction.extrapolatedShare()));
    }
    return remarks.toString();
  }

  private static void join(StringBuilder remarks, String more) {
    remarks.append(remarks.isEmpty() ? "" : "; ").append(more);
  }
}
