package dev.meterfarm.benchmarks;

import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.device.PreparedModel;
import dev.meterfarm.coordinator.fusion.FusionDetection;
import dev.meterfarm.coordinator.fusion.FusionFinding;
import dev.meterfarm.coordinator.fusion.FusionReport;
import dev.meterfarm.coordinator.fusion.FusionScore;
import dev.meterfarm.coordinator.fusion.FusionSettings;
import dev.meterfarm.coordinator.fusion.StructureEvidence;
import dev.meterfarm.coordinator.fusion.TestCaseCatalogue;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.json.GraphJson;
import dev.meterfarm.predictor.rules.Verdict;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How often fusion verdicts from times alone agree with the graph that OpenVINO says it executes.
 *
 * <p>Arguments: the folder of device profiles, a budget in seconds, and the cases to decide, such
 * as {@code conv>relu}; without cases a list of common pairs, fused and not, by OpenVINO CPU
 * plug-in.
 */
public final class OpenVinoFusionBenchmark {
  private static final String TARGET = "openvino-cpu";
  private static final double MOST_CONTRADICTIONS = 0.10;

  private static final List<String> CASES =
      List.of(
          "conv>relu",
          "conv>relu6",
          "conv>hswish",
          "conv>sigmoid",
          "conv>add",
          "conv1x1>relu",
          "conv1x1>relu6",
          "conv1x1>hswish",
          "conv1x1>sigmoid",
          "conv1x1>add",
          "dwconv>relu",
          "dwconv>hswish",
          "fc>relu",
          "fc>sigmoid",
          "add>relu",
          "add>hswish",
          "maxpool>relu",
          "maxpool>sigmoid",
          "avgpool>relu",
          "avgpool>add",
          "conv>maxpool",
          "relu>conv",
          "add>conv",
          "relu>maxpool",
          "maxpool>conv");

  private final Device device;
  private final TargetDescription target;

  private OpenVinoFusionBenchmark(Device device) {
    this.device = device;
    this.target = device.targets().get(0);
  }

  /** Runs the benchmark. */
  public static void main(String[] arguments) throws InterruptedException {
    List<String> given = List.of(arguments);
    Duration budget = Duration.ofSeconds(Long.parseLong(given.get(1)));
    List<String> ids = given.size() > 2 ? given.subList(2, given.size()) : CASES;
    try (LocalAgent agent = LocalAgent.open(Path.of(given.get(0)), Set.of(TARGET))) {
      boolean good = new OpenVinoFusionBenchmark(agent.devices().get(0)).run(budget, ids);
      System.out.println(good ? "goal met" : "GOAL MISSED");
      if (!good) {
        System.exit(1);
      }
    }
  }

  private boolean run(Duration budget, List<String> ids) throws InterruptedException {
    TestCaseCatalogue cases = TestCaseCatalogue.standard().only(ids);
    FusionSettings timed = new FusionSettings(budget, 16, 3, 2, 4, false, false, 7);
    FusionReport structure = detect(timed.structureOnly(), cases);
    Map<String, StructureEvidence> truth = new HashMap<>();
    structure.findings().forEach(finding -> truth.put(finding.id(), finding.structure()));
    System.out.printf(
        Locale.ROOT,
        "%s %s: structure of %d cases in %d s%n",
        target.runtime(),
        target.deviceClass(),
        truth.size(),
        structure.deviceTime().toSeconds());
    FusionReport report = detect(timed, cases);
    for (FusionFinding finding : report.findings()) {
      System.out.println("  " + line(finding, truth));
    }
    FusionScore score = FusionScore.ofTiming(report.findings(), truth);
    System.out.printf(
        Locale.ROOT,
        "timing alone against the executed graph: %d agree, %d contradict, %d undecided, of %d; %d s"
            + " of device time%n",
        score.agreeing(),
        score.contradicting(),
        score.undecided(),
        score.total(),
        report.deviceTime().toSeconds());
    int decided = score.agreeing() + score.contradicting();
    return decided > 0 && score.contradicting() <= MOST_CONTRADICTIONS * score.total();
  }

  private static String line(FusionFinding finding, Map<String, StructureEvidence> truth) {
    Verdict timing = finding.rule().timingVerdict();
    StructureEvidence known = truth.getOrDefault(finding.id(), StructureEvidence.UNKNOWN);
    Optional<Verdict> executed = known.verdict();
    String comment =
        executed.isEmpty() || timing == Verdict.UNDECIDED
            ? ""
            : executed.get() == timing
                ? "agrees"
                : executed.get() == Verdict.FUSED
                    ? "CONTRADICTS: one unit, but it saves nothing"
                    : "CONTRADICTS";
    return String.format(
        Locale.ROOT,
        "%-18s executed as %-9s timing %-10s saves %7.1f us [%.1f, %.1f] %s %s",
        finding.id(),
        known,
        timing,
        finding.rule().savingNanos() / 1000,
        finding.rule().evidence().savingLowNanos() / 1000,
        finding.rule().evidence().savingHighNanos() / 1000,
        comment,
        finding.rule().evidence().note());
  }

  private FusionReport detect(FusionSettings settings, TestCaseCatalogue cases)
      throws InterruptedException {
    FusionDetection detection =
        new FusionDetection("benchmark", target, cases, settings, OpenVinoFusionBenchmark::recipe);
    List<JobSpec> wave = detection.nextWave();
    while (!wave.isEmpty()) {
      for (JobSpec spec : wave) {
        try (PreparedJob job = prepare(spec)) {
          DeviceReport report = device.measure(job);
          detection.accept(spec.key(), report.outcomes(), report.elapsed());
        }
      }
      wave = detection.nextWave();
    }
    return detection.report();
  }

  private static ModelRecipe recipe(String name, Graph graph) {
    return new ModelRecipe(
        ModelRecipe.Form.GRAPH, name, GraphJson.write(graph), GraphJson.hash(graph));
  }

  private static PreparedJob prepare(JobSpec spec) {
    List<PreparedModel> models = new ArrayList<>();
    for (ModelRecipe recipe : spec.models()) {
      models.add(
          new PreparedModel.InMemory(recipe.hash(), recipe.name(), GraphJson.read(recipe.body())));
    }
    return new PreparedJob(spec, models, () -> {});
  }
}
