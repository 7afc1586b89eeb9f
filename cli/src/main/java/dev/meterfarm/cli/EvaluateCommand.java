package dev.meterfarm.cli;

import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.command.FileMeasuring;
import dev.meterfarm.agent.command.MeasuredFile;
import dev.meterfarm.coordinator.evaluation.ErrorSummary;
import dev.meterfarm.coordinator.evaluation.LabelNoise;
import dev.meterfarm.predictor.Prediction;
import dev.meterfarm.predictor.Predictor;
import dev.meterfarm.predictor.bundle.TargetIdentity;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coordinator evaluate}. */
@Command(
    name = "evaluate",
    description = "Measures model files on a bundle's target and compares with the predictions.")
final class EvaluateCommand implements Callable<Integer> {
  @Mixin private BundleFile bundle;

  @Parameters(arity = "1..*", paramLabel = "model.tflite", description = "Model files or folders.")
  private List<Path> models;

  @Option(
      names = "--visits",
      defaultValue = "3",
      paramLabel = "N",
      description = "Visits to each; more after bad spells.")
  private int visits;

  @Option(
      names = "--force",
      description = "Compare although this machine or runtime is not the bundle's.")
  private boolean force;

  @Option(names = "--profiles", paramLabel = "DIR", description = "Device profiles.")
  private Optional<Path> profiles = Optional.empty();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private AccuracyGate gate;

  @Override
  @SuppressWarnings("try") // the signal works by being open
  public Integer call() throws InterruptedException {
    Predictor predictor = bundle.load();
    ModelFiles files = ModelFiles.read(models);
    TargetIdentity wanted = predictor.bundle().manifest().target();
    EvaluationSummary summary;
    try (StopSignal signal = StopSignal.install();
        LocalAgent agent = LocalAgent.open(Places.profiles(profiles), Set.of(wanted.name()))) {
      requireSame(wanted, agent);
      summary = evaluate(predictor, files, agent, wanted.name());
    }
    print(summary);
    int compared =
        (int)
            summary.networks().stream()
                .filter(EvaluationSummary.Compared.class::isInstance)
                .count();
    ExitCode code =
        files.readable().isEmpty()
            ? ExitCode.INVALID_INPUT
            : summary.coversAll() ? ExitCode.OK : ExitCode.PARTIAL;
    return gate.judge(wanted.name(), compared, summary.within10Percent(), code).code();
  }

  private void requireSame(TargetIdentity wanted, LocalAgent agent) {
    TargetDescription here =
        agent.targets().stream()
            .filter(target -> target.name().equals(wanted.name()))
            .findFirst()
            .orElseThrow();
    if (force || here.fingerprint().equals(wanted.fingerprint())) {
      return;
    }
    List<String> differences = new ArrayList<>();
    wanted
        .fingerprint()
        .forEach(
            (key, value) -> {
              if (!value.equals(here.fingerprint().get(key))) {
                differences.add(
                    key + " is " + here.fingerprint().get(key) + ", the bundle's is " + value);
              }
            });
    throw new FarmException(
        ErrorCode.INVALID_REQUEST,
        "the bundle is about another device or runtime: "
            + String.join("; ", differences)
            + "; --force compares nevertheless");
  }

  private EvaluationSummary evaluate(
      Predictor predictor, ModelFiles files, LocalAgent agent, String target)
      throws InterruptedException {
    CalmVisits measuring =
        new CalmVisits(
            new FileMeasuring(agent.devices().get(0), target, visits, Duration.ofSeconds(2)));
    List<ModelFiles.Entry> readable = files.readable();
    List<MeasuredFile> measured =
        measuring.measure(readable.stream().map(ModelFiles.Entry::path).toList());
    List<EvaluationSummary.Network> networks = new ArrayList<>();
    List<Double> errors = new ArrayList<>();
    List<double[]> repeats = new ArrayList<>();
    for (ModelFiles.Entry entry : files.entries()) {
      int index = readable.indexOf(entry);
      String error = index < 0 ? entry.error() : measured.get(index).error().orElse("");
      if (!error.isEmpty()) {
        networks.add(new EvaluationSummary.Failed(entry.name(), error));
        continue;
      }
      double label = measured.get(index).labelNanos() / 1e6;
      Prediction prediction = predictor.predict(entry.graph().get());
      double predicted = prediction.latencyMs();
      errors.add(predicted / label - 1);
      repeats.add(
          measured.get(index).visitNanos().stream().mapToDouble(Double::doubleValue).toArray());
      networks.add(
          new EvaluationSummary.Compared(
              entry.name(),
              label,
              predicted,
              100 * (predicted / label - 1),
              prediction.uncoveredOps()));
    }
    ErrorSummary summary =
        ErrorSummary.ofErrors(errors.stream().mapToDouble(Double::doubleValue).toArray());
    return new EvaluationSummary(
        networks,
        100 * summary.within5(),
        100 * summary.within10(),
        100 * summary.rmspe(),
        100 * LabelNoise.repeatAgreement(repeats, 0.10).orElse(Double.NaN),
        measuring.driftPercent());
  }

  private void print(EvaluationSummary summary) {
    if (json) {
      System.out.println(JsonOutput.text(summary));
      return;
    }
    TextTable table = new TextTable("network", "measured ms", "predicted ms", "error %");
    StringBuilder remarks = new StringBuilder();
    for (EvaluationSummary.Network network : summary.networks()) {
      if (network instanceof EvaluationSummary.Compared compared) {
        table.row(
            compared.model(),
            String.format(Locale.ROOT, "%.3f", compared.measuredMs()),
            String.format(Locale.ROOT, "%.3f", compared.predictedMs()),
            String.format(Locale.ROOT, "%+.1f", compared.errorPercent()));
        if (!compared.uncoveredOps().isEmpty()) {
          remarks
              .append(compared.model())
              .append(": ")
              .append(UncoveredOps.remark(compared.uncoveredOps()))
              .append('\n');
        }
      } else if (network instanceof EvaluationSummary.Failed failed) {
        System.err.println("error: " + failed.error());
      }
    }
    System.out.print(table);
    System.out.print(remarks);
    System.out.printf(
        Locale.ROOT,
        "within 5 %%: %s %%, within 10 %%: %s %%, RMSPE %s %%; own repeats within 10 %%: %s %%;"
            + " drift of the reference models: %s %%%n",
        ResultTables.number(summary.within5Percent(), 0),
        ResultTables.number(summary.within10Percent(), 0),
        ResultTables.number(summary.rmspePercent(), 1),
        ResultTables.number(summary.repeatWithin10Percent(), 0),
        ResultTables.number(summary.driftPercent(), 1));
  }
}
