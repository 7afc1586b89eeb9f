package dev.meterfarm.benchmarks;

import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.coordinator.fusion.FusionFinding;
import dev.meterfarm.coordinator.fusion.FusionReport;
import dev.meterfarm.coordinator.fusion.FusionScore;
import dev.meterfarm.coordinator.fusion.FusionSettings;
import dev.meterfarm.coordinator.fusion.StructureEvidence;
import dev.meterfarm.coordinator.fusion.TestCaseCatalogue;
import dev.meterfarm.predictor.rules.Verdict;
import dev.meterfarm.protocol.device.TargetDescription;
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
  private static final String SAVES_NOTHING = "CONTRADICTS: one unit, but it saves nothing";

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

  private OpenVinoFusionBenchmark() {}

  /**
   * What came of it.
   *
   * @param score timing against structure
   * @param savesNothing how many of the contradictions are pairs that run as one unit and save
   *     nothing by it, which no timing can see
   * @param lines a line for each pair, and the sum
   */
  record Result(FusionScore score, int savesNothing, List<String> lines) {
    Result {
      lines = List.copyOf(lines);
    }

    boolean isGood() {
      int decided = score.agreeing() + score.contradicting();
      return decided > 0 && score.contradicting() <= MOST_CONTRADICTIONS * decided;
    }
  }

  /** Runs the benchmark. */
  public static void main(String[] arguments) throws InterruptedException {
    List<String> given = List.of(arguments);
    Duration budget = Duration.ofSeconds(Long.parseLong(given.get(1)));
    List<String> ids = given.size() > 2 ? given.subList(2, given.size()) : CASES;
    Result result = run(Path.of(given.get(0)), budget, ids);
    result.lines().forEach(System.out::println);
    System.out.println(result.isGood() ? "goal met" : "GOAL MISSED");
    if (!result.isGood()) {
      System.exit(1);
    }
  }

  /**
   * Decides pairs by times and by structure.
   *
   * @param profiles a folder with a profile of target {@code openvino-cpu}
   * @param budget device time for the times
   * @param ids such as {@code conv>relu}
   */
  static Result run(Path profiles, Duration budget, List<String> ids) throws InterruptedException {
    try (ScratchFolder scratch = ScratchFolder.open();
        LocalAgent agent = LocalAgent.open(profiles, Set.of(TARGET))) {
      Device device = agent.devices().get(0);
      TargetDescription target = device.targets().get(0);
      FusionTrial trial = new FusionTrial(device, target, scratch);
      TestCaseCatalogue cases = TestCaseCatalogue.standard().only(ids);
      FusionSettings timed = new FusionSettings(budget, 16, 3, 2, 4, false, false, 7);
      Map<String, StructureEvidence> truth = new HashMap<>();
      trial
          .detect(timed.structureOnly(), cases)
          .findings()
          .forEach(finding -> truth.put(finding.id(), finding.structure()));
      return result(target, trial.detect(timed, cases), truth);
    }
  }

  private static Result result(
      TargetDescription target, FusionReport report, Map<String, StructureEvidence> truth) {
    List<String> lines = new ArrayList<>();
    lines.add(target.runtime() + ", " + target.deviceClass());
    int savesNothing = 0;
    for (FusionFinding finding : report.findings()) {
      StructureEvidence known = truth.getOrDefault(finding.id(), StructureEvidence.UNKNOWN);
      String comment = comment(finding.rule().timingVerdict(), known.verdict());
      savesNothing += comment.equals(SAVES_NOTHING) ? 1 : 0;
      lines.add(line(finding, known, comment));
    }
    FusionScore score = FusionScore.ofTiming(report.findings(), truth);
    lines.add(
        String.format(
            Locale.ROOT,
            "timing alone against the executed graph: %d agree, %d contradict (of which %d are one"
                + " unit that saves nothing), %d undecided, of %d; %d s of device time",
            score.agreeing(),
            score.contradicting(),
            savesNothing,
            score.undecided(),
            score.total(),
            report.deviceTime().toSeconds()));
    return new Result(score, savesNothing, lines);
  }

  private static String comment(Verdict timing, Optional<Verdict> executed) {
    if (executed.isEmpty()) {
      return "the runtime does not tell";
    }
    if (timing == Verdict.UNDECIDED) {
      return "undecided";
    }
    if (executed.get() == timing) {
      return "agrees";
    }
    return executed.get() == Verdict.FUSED ? SAVES_NOTHING : "CONTRADICTS";
  }

  private static String line(FusionFinding finding, StructureEvidence known, String comment) {
    return String.format(
        Locale.ROOT,
        "  %-18s executed as %-9s timing %-10s saves %7.1f us [%.1f, %.1f] %s %s",
        finding.id(),
        known,
        finding.rule().timingVerdict(),
        finding.rule().savingNanos() / 1000,
        finding.rule().evidence().savingLowNanos() / 1000,
        finding.rule().evidence().savingHighNanos() / 1000,
        comment,
        finding.rule().evidence().note());
  }
}
