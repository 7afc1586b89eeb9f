package dev.meterfarm.benchmarks;

import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.device.PreparedModel;
import dev.meterfarm.agent.embedded.EmbeddedRuntime;
import dev.meterfarm.agent.embedded.EmbeddedTarget;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.coordinator.fusion.FusionDetection;
import dev.meterfarm.coordinator.fusion.FusionFinding;
import dev.meterfarm.coordinator.fusion.FusionReport;
import dev.meterfarm.coordinator.fusion.FusionScore;
import dev.meterfarm.coordinator.fusion.FusionSettings;
import dev.meterfarm.coordinator.fusion.StructureEvidence;
import dev.meterfarm.coordinator.fusion.TestCaseCatalogue;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.json.GraphJson;
import dev.meterfarm.graph.tflite.TfliteWriter;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How often fusion verdicts from times alone agree with what the runtime's own profile says, on
 * this machine's CPU, with nn-Meter's criterion beside them.
 *
 * <p>Arguments: how often to repeat (1), budget of each detection in seconds (60), {@code all} to
 * print every verdict instead of only those that are not as they should be, or one target's name.
 * {@code METERFARM_MEASURE_CPUS} pins the measuring thread.
 */
public final class FusionVerdictBenchmark {
  private static final Set<String> PRODUCERS =
      Set.of("conv1x1", "conv", "dwconv", "fc", "add", "maxpool", "avgpool");
  private static final Set<String> FOLLOWERS = Set.of("relu", "relu6", "sigmoid", "hswish", "add");
  private static final int GOAL_PAIRS = PRODUCERS.size() * FOLLOWERS.size();

  private final Device device;
  private final ScratchFolder scratch;

  private FusionVerdictBenchmark(Device device, ScratchFolder scratch) {
    this.device = device;
    this.scratch = scratch;
  }

  /** Runs the benchmark. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> flags = List.of(arguments);
    List<Integer> numbers =
        flags.stream().filter(a -> a.matches("\\d+")).map(Integer::valueOf).toList();
    int repeats = numbers.isEmpty() ? 1 : numbers.get(0);
    Duration budget = Duration.ofSeconds(numbers.size() < 2 ? 60 : numbers.get(1));
    List<EmbeddedTarget> targets =
        List.of(
            new EmbeddedTarget("host-cpu", true, 1, ""),
            new EmbeddedTarget("host-cpu-builtin", false, 1, ""));
    boolean good = true;
    try (ScratchFolder scratch = ScratchFolder.open();
        Device device = EmbeddedRuntime.open(new DeviceId("host"), targets, scratch)) {
      for (TargetDescription target : device.targets()) {
        if (flags.stream().anyMatch(a -> a.startsWith("host")) && !flags.contains(target.name())) {
          continue;
        }
        FusionVerdictBenchmark benchmark = new FusionVerdictBenchmark(device, scratch);
        Map<String, StructureEvidence> truth = benchmark.structure(target);
        for (int i = 1; i <= repeats; i++) {
          good &= benchmark.score(target, truth, budget, i, flags.contains("all"));
        }
        benchmark.asUsed(target, budget);
      }
    }
    System.out.println(good ? "goal met" : "GOAL MISSED");
    if (!good) {
      System.exit(1);
    }
  }

  private Map<String, StructureEvidence> structure(TargetDescription target)
      throws IOException, InterruptedException {
    FusionSettings settings = FusionSettings.standard(Duration.ofMinutes(10), 7).structureOnly();
    FusionReport report = run(target, settings, TestCaseCatalogue.standard());
    Map<String, StructureEvidence> truth = new HashMap<>();
    report.findings().forEach(finding -> truth.put(finding.id(), finding.structure()));
    System.out.printf(
        Locale.ROOT,
        "%s: structure of %d cases in %.1f s%n",
        target.name(),
        truth.size(),
        seconds(report.deviceTime()));
    return truth;
  }

  /** One detection; true if it is as good as it must be. */
  private boolean score(
      TargetDescription target,
      Map<String, StructureEvidence> truth,
      Duration budget,
      int repeat,
      boolean all)
      throws IOException, InterruptedException {
    FusionSettings settings = FusionSettings.standard(budget, repeat).withoutProfile();
    FusionReport report = run(target, settings, TestCaseCatalogue.standard());
    List<FusionFinding> goal = report.findings().stream().filter(f -> isGoal(f.id())).toList();
    for (int i = 0; i < report.findings().size(); i++) {
      FusionFinding finding = report.findings().get(i);
      StructureEvidence known = truth.getOrDefault(finding.id(), StructureEvidence.UNKNOWN);
      boolean asItShould =
          known.verdict().map(v -> v == finding.rule().timingVerdict()).orElse(true);
      if (all || !asItShould) {
        System.out.println("  " + known + " | " + report.table().get(i));
        finding.rule().evidence().shapes().forEach(shape -> System.out.println("      " + shape));
      }
    }
    FusionScore goalScore = FusionScore.ofTiming(goal, truth);
    print(target, repeat, "goal pairs, timing", goalScore);
    print(target, repeat, "goal pairs, nn-Meter", FusionScore.ofBaseline(goal, truth));
    print(target, repeat, "all cases, timing", FusionScore.ofTiming(report.findings(), truth));
    System.out.printf(
        Locale.ROOT,
        "%s #%d: %d rules, %d jobs, %.1f s of device time%n",
        target.name(),
        repeat,
        report.rules().all().size(),
        report.jobs(),
        seconds(report.deviceTime()));
    return goalScore.total() == GOAL_PAIRS
        && goalScore.contradicting() == 0
        && goalScore.undecidedShare() <= 0.05;
  }

  /** What a campaign does: structure where it is known, timing beside it. */
  private void asUsed(TargetDescription target, Duration budget)
      throws IOException, InterruptedException {
    FusionReport report =
        run(target, FusionSettings.standard(budget, 1), TestCaseCatalogue.standard());
    System.out.printf(
        Locale.ROOT,
        "%s with profile: %d rules, %d contradictions, fan-out blocks: %s, %d jobs, %.1f s%n",
        target.name(),
        report.rules().all().size(),
        report.findings().stream().filter(FusionFinding::contradiction).count(),
        report.rules().fanOutBlocks(),
        report.jobs(),
        seconds(report.deviceTime()));
    for (int i = 0; i < report.findings().size(); i++) {
      if (report.findings().get(i).contradiction()) {
        System.out.println("  " + report.table().get(i));
        report.findings().get(i).rule().evidence().shapes().forEach(System.out::println);
      }
    }
  }

  private static boolean isGoal(String id) {
    int arrow = id.indexOf('>');
    return PRODUCERS.contains(id.substring(0, arrow))
        && FOLLOWERS.contains(id.substring(arrow + 1));
  }

  private static void print(TargetDescription target, int repeat, String what, FusionScore score) {
    System.out.printf(
        Locale.ROOT,
        "%s #%d: %-22s %3d agree, %2d contradict, %2d undecided (%.1f %%) of %d%n",
        target.name(),
        repeat,
        what,
        score.agreeing(),
        score.contradicting(),
        score.undecided(),
        100 * score.undecidedShare(),
        score.total());
  }

  private FusionReport run(
      TargetDescription target, FusionSettings settings, TestCaseCatalogue catalogue)
      throws IOException, InterruptedException {
    FusionDetection detection =
        new FusionDetection(
            "benchmark", target, catalogue, settings, FusionVerdictBenchmark::recipe);
    List<JobSpec> wave = detection.nextWave();
    while (!wave.isEmpty()) {
      for (JobSpec spec : wave) {
        PreparedJob job = prepare(spec);
        try (job) {
          long start = System.nanoTime();
          DeviceReport report = device.measure(job);
          detection.accept(
              spec.key(), report.outcomes(), Duration.ofNanos(System.nanoTime() - start));
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

  private PreparedJob prepare(JobSpec spec) throws IOException {
    Path folder = scratch.newFolder();
    List<PreparedModel> models = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ModelRecipe recipe : spec.models()) {
      if (!names.add(recipe.name())) {
        throw new IllegalStateException("two models of a job are called " + recipe.name());
      }
      Path file = Files.createFile(folder.resolve(recipe.name() + ".tflite"));
      TfliteWriter.write(GraphJson.read(recipe.body()), file);
      models.add(new PreparedModel.OnDisk(recipe.hash(), recipe.name(), file));
    }
    return new PreparedJob(spec, models, () -> ScratchFolder.delete(folder));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
