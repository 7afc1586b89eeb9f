package dev.meterfarm.coordinator.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.json.GraphJson;
import dev.meterfarm.predictor.rules.RuleForm;
import dev.meterfarm.predictor.rules.Verdict;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FusionDetectionTest {
  private static final Set<String> CLAMPS =
      Set.of("conv>relu", "conv>relu6", "conv1x1>relu", "dwconv>relu", "relu>relu6", "conv>add");
  private static final List<String> SOME =
      List.of(
          "conv>relu",
          "conv>relu6",
          "conv>sigmoid",
          "conv>add",
          "conv1x1>relu",
          "conv1x1>hswish",
          "conv1x1>add",
          "dwconv>relu",
          "add>relu",
          "maxpool>relu",
          "pad>conv",
          "conv>reshape",
          "mean>relu",
          "baked:add>relu",
          "baked:conv>relu",
          "conv+add>relu",
          "conv+relu>relu6",
          "conv1x1+add>relu",
          "fan-out:conv>relu",
          "fan-out:fc>relu");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final SyntheticRuntime noisy = new SyntheticRuntime(CLAMPS, Set.of("add"), false, 0.03);

  private static FusionReport run(
      SyntheticRuntime runtime, List<String> ids, FusionSettings settings, Long shuffle) {
    FusionDetection detection = detection(runtime, ids, settings);
    List<JobSpec> wave = detection.nextWave();
    while (!wave.isEmpty()) {
      List<JobSpec> order = new ArrayList<>(wave);
      if (shuffle != null) {
        Collections.shuffle(order, new Random(shuffle));
      }
      for (JobSpec job : order) {
        detection.accept(job.key(), runtime.measure(job), Duration.ofMillis(100));
      }
      wave = detection.nextWave();
    }
    return detection.report();
  }

  private static FusionDetection detection(
      SyntheticRuntime runtime, List<String> ids, FusionSettings settings) {
    return new FusionDetection(
        "test",
        runtime.target(settings.profile()),
        TestCaseCatalogue.standard().only(ids),
        settings,
        FusionDetectionTest::recipe);
  }

  private static ModelRecipe recipe(String name, Graph graph) {
    return new ModelRecipe(
        ModelRecipe.Form.GRAPH, name, GraphJson.write(graph), GraphJson.hash(graph));
  }

  private static FusionFinding finding(FusionReport report, String id) {
    return report.findings().stream().filter(f -> f.id().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void timingAloneFindsTheRulesOfANoisyRuntime() {
    FusionReport report =
        run(noisy, SOME, FusionSettings.standard(MINUTE, 1).withoutProfile(), null);

    assertThat(report.findings()).hasSizeGreaterThan(15);
    for (FusionFinding finding : report.findings()) {
      boolean fused =
          CLAMPS.contains(finding.id())
              || finding.id().equals("baked:conv>relu")
              || finding.id().equals("conv+relu>relu6");
      assertThat(finding.rule().timingVerdict())
          .as(finding.id())
          .isEqualTo(fused ? Verdict.FUSED : Verdict.SEPARATE);
    }
    assertThat(report.rules().fanOutBlocks()).isTrue();
    assertThat(report.rules().verdict("conv+add", "relu", RuleForm.OPS))
        .isEqualTo(Verdict.SEPARATE);
    assertThat(report.rules().verdict("add", "relu", RuleForm.BAKED)).isEqualTo(Verdict.SEPARATE);
  }

  @Test
  void a_clock_too_coarse_for_a_model_that_does_nothing_decides_as_well() {
    SyntheticRuntime ticking = noisy.ticking(1_000);
    List<String> pairs =
        List.of("conv>relu", "conv>sigmoid", "conv1x1>relu", "conv1x1>hswish", "conv>reshape");

    FusionReport timed =
        run(ticking, pairs, FusionSettings.standard(MINUTE, 1).withoutProfile(), null);
    FusionReport told =
        run(ticking, pairs, FusionSettings.standard(MINUTE, 1).structureOnly(), null);

    assertThat(timed.findings()).hasSize(5);
    for (String id : pairs) {
      Verdict truth = CLAMPS.contains(id) ? Verdict.FUSED : Verdict.SEPARATE;
      assertThat(finding(timed, id).rule().timingVerdict()).as(id).isEqualTo(truth);
      assertThat(finding(told, id).structure().verdict()).as(id).contains(truth);
    }
  }

  @Test
  void chainsAndSecondReadersAreOnlyTestedWherePairsFuse() {
    FusionReport report = run(noisy, SOME, FusionSettings.standard(MINUTE, 1), null);

    assertThat(report.findings())
        .extracting(FusionFinding::id)
        .contains("conv+add>relu", "conv+relu>relu6", "fan-out:conv>relu")
        .doesNotContain("conv1x1+add>relu", "fan-out:fc>relu");
  }

  @Test
  void verdictsDoNotDependOnTheOrderOfArrival() {
    FusionSettings settings = FusionSettings.standard(MINUTE, 1).withoutProfile();

    assertThat(run(noisy, SOME, settings, 5L).findings())
        .isEqualTo(run(noisy, SOME, settings, null).findings());
  }

  @Test
  void matchedEndsCancelTransfers() {
    SyntheticRuntime gpu = new SyntheticRuntime(CLAMPS, Set.of(), true, 0.01);
    List<String> pairs = List.of("conv>relu", "conv>sigmoid", "dwconv>relu", "maxpool>relu");

    FusionReport report =
        run(gpu, pairs, FusionSettings.standard(MINUTE, 1).withoutProfile(), null);

    assertThat(finding(report, "conv>relu").rule().timingVerdict()).isEqualTo(Verdict.FUSED);
    assertThat(finding(report, "dwconv>relu").rule().timingVerdict()).isEqualTo(Verdict.FUSED);
    assertThat(finding(report, "conv>sigmoid").rule().timingVerdict()).isEqualTo(Verdict.SEPARATE);
    assertThat(finding(report, "maxpool>relu").rule().timingVerdict()).isEqualTo(Verdict.SEPARATE);
  }

  @Test
  void where_each_model_costs_the_start_of_a_program_cases_have_models_in_common() {
    SyntheticRuntime tool =
        new SyntheticRuntime(CLAMPS, Set.of(), true, 0.005).startingPrograms(400_000_000);
    List<String> pairs =
        List.of("conv>relu", "conv>sigmoid", "conv1x1>relu", "conv1x1>sigmoid", "dwconv>relu");
    FusionSettings settings =
        new FusionSettings(MINUTE.multipliedBy(10), 16, 3, 2, 4, false, false, 1);

    List<JobSpec> first = detection(tool, pairs, settings).nextWave();
    FusionReport report = run(tool, pairs, settings, null);

    // Nothing, two ops behind another, one of which is the pass, three before, and five blocks.
    assertThat(first).hasSize(2).allSatisfy(job -> assertThat(job.models()).hasSize(1 + 2 + 3 + 5));
    for (String id : pairs) {
      assertThat(finding(report, id).rule().timingVerdict())
          .as(id)
          .isEqualTo(CLAMPS.contains(id) ? Verdict.FUSED : Verdict.SEPARATE);
    }
  }

  @Test
  void a_wave_costs_no_more_starts_of_a_program_than_the_budget_has_time_for() {
    SyntheticRuntime tool =
        new SyntheticRuntime(CLAMPS, Set.of(), true, 0.005).startingPrograms(400_000_000);
    FusionSettings settings = FusionSettings.standard(MINUTE, tool.target(true).traits(), 1);
    FusionDetection detection =
        new FusionDetection(
            "test",
            tool.target(true),
            TestCaseCatalogue.standard(),
            settings,
            FusionDetectionTest::recipe);

    int models = detection.nextWave().stream().mapToInt(job -> job.models().size()).sum();

    // Each is timed once, and run once more for what the runtime executes.
    assertThat(2 * models * 0.4).isBetween(20.0, 60.0);
  }

  @Test
  void structureNamesTheKernelAndTimingStaysBesideIt() {
    FusionReport report = run(noisy, SOME, FusionSettings.standard(MINUTE, 1), null);

    FusionFinding baked = finding(report, "baked:add>relu");
    assertThat(baked.structure()).isEqualTo(StructureEvidence.SEPARATE);
    assertThat(baked.rule().structure()).contains(Verdict.SEPARATE);
    assertThat(report.findings()).noneMatch(FusionFinding::contradiction);
    FusionScore score = FusionScore.ofTiming(report.findings());
    assertThat(score.total()).isEqualTo(report.findings().size());
    assertThat(score.contradicting()).isZero();
    assertThat(score.undecidedShare()).isLessThan(0.05);
  }

  /** As on a fast core with a tool that counts whole microseconds. */
  @Test
  void aModelThatDoesNothingAndIsTooShortToBeTimedLeavesTheStructure() {
    FusionDetection detection =
        detection(
            noisy,
            List.of("conv>relu", "conv>sigmoid"),
            FusionSettings.standard(MINUTE, 1).structureOnly());
    for (JobSpec job : detection.nextWave()) {
      List<ModelOutcome> outcomes = new ArrayList<>();
      for (ModelOutcome outcome : noisy.measure(job)) {
        ModelOutcome.Measured measured = (ModelOutcome.Measured) outcome;
        outcomes.add(
            measured.labelNanos() < 1_000
                ? new ModelOutcome.Failed(
                    measured.modelHash(), ErrorCode.MODEL_UNSUPPORTED, "takes less than 1 us")
                : measured);
      }
      detection.accept(job.key(), outcomes, Duration.ofMillis(100));
    }
    assertThat(detection.nextWave()).isEmpty();

    FusionReport report = detection.report();
    assertThat(finding(report, "conv>relu").rule().verdict()).isEqualTo(Verdict.FUSED);
    assertThat(finding(report, "conv>sigmoid").rule().verdict()).isEqualTo(Verdict.SEPARATE);
    assertThat(finding(report, "conv>relu").rule().evidence().note()).contains("less than 1 us");
  }

  @Test
  void aSmallBudgetDecidesTheImportantPairsAndListsTheOthers() {
    FusionSettings settings = FusionSettings.standard(Duration.ofMillis(300), 1).withoutProfile();

    FusionReport report =
        run(noisy, List.of("conv>relu", "conv>sigmoid", "mean>relu", "pad>conv"), settings, null);

    assertThat(report.deviceTime()).isLessThan(Duration.ofSeconds(2));
    assertThat(finding(report, "conv>relu").rule().timingVerdict()).isEqualTo(Verdict.FUSED);
    assertThat(report.rules().all()).hasSize(4);
  }

  @Test
  void aFailedJobIsMadeUpForAtOtherShapesAndARefusedModelEndsItsCases() {
    FusionSettings settings = FusionSettings.standard(MINUTE, 1).withoutProfile();
    FusionDetection detection = detection(noisy, List.of("conv>relu", "dwconv>relu"), settings);
    List<JobSpec> wave = detection.nextWave();
    assertThatThrownBy(detection::nextWave).isInstanceOf(IllegalStateException.class);
    boolean lost = false;
    while (!wave.isEmpty()) {
      for (JobSpec job : wave) {
        if (job.key().contains("-dwconv@")) {
          List<ModelOutcome> refused = new ArrayList<>();
          job.models()
              .forEach(
                  m ->
                      refused.add(
                          new ModelOutcome.Failed(
                              m.hash(), ErrorCode.MODEL_UNSUPPORTED, "no dwconv here")));
          detection.accept(job.key(), refused, Duration.ofMillis(1));
        } else if (!lost) {
          lost = true;
          detection.fail(job.key());
        } else {
          detection.accept(job.key(), noisy.measure(job), Duration.ofMillis(100));
          detection.accept(job.key(), List.of(), Duration.ofMillis(100));
        }
      }
      wave = detection.nextWave();
    }

    FusionReport report = detection.report();
    assertThat(finding(report, "conv>relu").rule().timingVerdict()).isEqualTo(Verdict.FUSED);
    assertThat(finding(report, "dwconv>relu").rule().verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(finding(report, "dwconv>relu").rule().evidence().note()).isEqualTo("no dwconv here");
  }
}
