package dev.meterfarm.benchmarks;

import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.coordinator.fusion.FusionFinding;
import dev.meterfarm.coordinator.fusion.FusionReport;
import dev.meterfarm.coordinator.fusion.FusionSettings;
import dev.meterfarm.coordinator.fusion.StructureEvidence;
import dev.meterfarm.coordinator.fusion.TestCaseCatalogue;
import dev.meterfarm.predictor.rules.FusionEvidence;
import dev.meterfarm.predictor.rules.Verdict;
import dev.meterfarm.protocol.device.TargetDescription;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The fusion rules of several runtimes on one machine, side by side: by structure where the runtime
 * tells it, by times where it does not.
 *
 * <p>Arguments: the folder of device profiles, a budget in seconds for each target that must be
 * timed, and names of targets and of pairs such as {@code conv>relu}; without pairs a list of
 * common ones.
 */
public final class FusionRulesBenchmark {
  private static final List<String> PRODUCERS =
      List.of("conv1x1", "conv", "dwconv", "fc", "add", "maxpool", "avgpool");
  private static final List<String> FOLLOWERS =
      List.of("relu", "relu6", "relu-n1-to-1", "hswish", "sigmoid", "tanh", "elu", "gelu", "add");

  private final List<String> cases = new ArrayList<>();
  private final Map<String, Map<String, String>> cells = new TreeMap<>();

  private FusionRulesBenchmark(List<String> pairs) {
    cases.addAll(pairs);
    if (pairs.isEmpty()) {
      addAll();
    }
  }

  private void addAll() {
    for (String producer : PRODUCERS) {
      FOLLOWERS.forEach(follower -> cases.add(producer + ">" + follower));
    }
    cases.addAll(List.of("pad>conv", "pad>dwconv", "conv>maxpool", "relu>conv"));
  }

  /** Runs the benchmark. */
  public static void main(String[] arguments) throws InterruptedException {
    List<String> given = List.of(arguments);
    Path profiles = Path.of(given.get(0));
    Duration budget = Duration.ofSeconds(Long.parseLong(given.get(1)));
    List<String> names = given.subList(2, given.size());
    List<String> targets = names.stream().filter(name -> !name.contains(">")).toList();
    FusionRulesBenchmark benchmark =
        new FusionRulesBenchmark(names.stream().filter(name -> name.contains(">")).toList());
    for (String target : targets) {
      benchmark.detect(profiles, target, budget);
    }
    benchmark.print(targets);
  }

  private void detect(Path profiles, String name, Duration budget) throws InterruptedException {
    try (ScratchFolder scratch = ScratchFolder.open();
        LocalAgent agent = LocalAgent.open(profiles, Set.of(name))) {
      Device device = agent.devices().get(0);
      TargetDescription target = device.targets().get(0);
      boolean tells = target.traits().canProfile();
      FusionSettings settings = FusionSettings.standard(budget, target.traits(), 7);
      FusionReport report =
          new FusionTrial(device, target, scratch)
              .detect(
                  tells ? settings.structureOnly() : settings,
                  TestCaseCatalogue.standard().only(cases));
      Map<String, String> column = new TreeMap<>();
      for (FusionFinding finding : report.findings()) {
        column.put(finding.id(), tells ? byStructure(finding) : byTime(finding));
      }
      cells.put(name, column);
      System.out.printf(
          Locale.ROOT,
          "%s: %s, %s, by %s, %d jobs, %d s of device time%n",
          name,
          target.runtime(),
          target.deviceClass(),
          tells ? "structure" : "time",
          report.jobs(),
          report.deviceTime().toSeconds());
      if (!tells) {
        report.table().forEach(line -> System.out.println("  " + line));
      }
    }
  }

  private static String byStructure(FusionFinding finding) {
    StructureEvidence structure = finding.structure();
    return structure.verdict().map(FusionRulesBenchmark::word).orElse("not told");
  }

  /** With the saving in us and its interval, where there is one. */
  private static String byTime(FusionFinding finding) {
    FusionEvidence evidence = finding.rule().evidence();
    String verdict = word(finding.rule().timingVerdict());
    return evidence.shapes().isEmpty()
        ? "not measured"
        : String.format(
            Locale.ROOT,
            "%s, %.0f [%.0f, %.0f]",
            verdict,
            finding.rule().savingNanos() / 1e3,
            evidence.savingLowNanos() / 1e3,
            evidence.savingHighNanos() / 1e3);
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case FUSED -> "fused";
      case SEPARATE -> "-";
      case UNDECIDED -> "?";
    };
  }

  private void print(List<String> targets) {
    System.out.println("| pair | " + String.join(" | ", targets) + " |");
    System.out.println("|---|" + "---|".repeat(targets.size()));
    for (String id : cases) {
      List<String> row = new ArrayList<>();
      for (String target : targets) {
        row.add(cells.getOrDefault(target, Map.of()).getOrDefault(id, ""));
      }
      System.out.println("| " + id + " | " + String.join(" | ", row) + " |");
    }
  }
}
