package dev.meterfarm.agent.benchmarkmodel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.agent.device.JobsForTests;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.device.PreparedModel;
import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.job.RunPlan;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VisitPlanTest {
  private static final ToolSettings SETTINGS =
      new ToolSettings(ToolSettings.Delegate.XNNPACK, 1, ToolSettings.Precision.FP32);

  /** At most 50 runs, where a millisecond may hold a thousand. */
  private static final RunPlan LIMITED = plan(2, 3, 50, Duration.ofMillis(1));

  private static RunPlan plan(int rounds, int minRuns, int maxRuns, Duration minTime) {
    return new RunPlan(rounds, 1, minRuns, maxRuns, minTime, false, Duration.ofMinutes(1));
  }

  private static VisitPlan visits(RunPlan plan, String... flags) throws UnusableOutputException {
    StringBuilder usage = new StringBuilder("\t--graph=\tstring\trequired\tx\n");
    for (String flag : flags) {
      usage.append("\t--").append(flag).append("=1\tint32\toptional\tx\n");
    }
    ToolBuild build =
        new ToolBuild("0".repeat(64), ToolFlags.parse(usage.toString()), LabelStatistic.MEDIAN);
    return new VisitPlan(plan, SETTINGS, build, 3);
  }

  private static String flagsOf(Visit visit) {
    return String.join(" ", visit.flags());
  }

  @Test
  void a_build_that_can_be_told_when_to_stop_needs_no_run_to_size_visits()
      throws UnusableOutputException {
    VisitPlan plan = visits(LIMITED, "num_runs", "max_secs");
    assertThat(plan.sizing(List.of(0, 1))).isEmpty();
    assertThat(plan.mayFallShort()).isTrue();
    List<Visit> all = plan.visits(List.of(0, 1), Map.of(1, 7), 5);
    assertThat(all).hasSize(3 + 2 * 2 + 3);
    assertThat(all.stream().filter(of -> !of.isReference() && of.model() == 0))
        .hasSize(2)
        .allSatisfy(
            of ->
                assertThat(flagsOf(of))
                    .startsWith("--num_runs=50 --min_secs=0 --warmup_runs=1")
                    .contains("--max_secs=0.001"));
    assertThat(all.stream().filter(of -> !of.isReference() && of.model() == 1))
        .allSatisfy(of -> assertThat(flagsOf(of)).startsWith("--num_runs=7 --min_secs=0 "));
  }

  @Test
  void a_very_old_build_sizes_visits_first_and_no_build_does_where_time_is_the_limit()
      throws UnusableOutputException {
    assertThat(visits(LIMITED, "num_runs").sizing(List.of(0, 1)))
        .hasSize(2)
        .allSatisfy(of -> assertThat(of.kind()).isEqualTo(Visit.Kind.SIZING));
    VisitPlan timed = visits(plan(1, 3, 20_000, Duration.ofMillis(1)), "num_runs");
    assertThat(timed.sizing(List.of(0))).isEmpty();
    assertThat(timed.mayFallShort()).isFalse();
    assertThat(flagsOf(timed.visits(List.of(0), Map.of(), 1).get(3)))
        .startsWith("--num_runs=3 --min_secs=0.001");
  }

  private static ToolRun run(int count, int micros) {
    return new ToolRun(
        SampleOutputs.withStatistics(
            "count=%d first=%d curr=%d min=%d max=%d avg=%d std=0 p5=%d median=%d p95=%d"
                .replace("%d", Integer.toString(micros))
                .replaceFirst("count=\\d+", "count=" + count)),
        "",
        0);
  }

  private static Visit round(int model) {
    return new Visit(Visit.Kind.ROUND, model, List.of());
  }

  private static PreparedJob job() {
    return new PreparedJob(
        JobsForTests.spec("visits", "t", JobsForTests.conv(7, 8), JobsForTests.conv(8, 8)),
        List.of(
            new PreparedModel.OnDisk("a", "a", Path.of("a")),
            new PreparedModel.OnDisk("b", "b", Path.of("b"))),
        () -> {});
  }

  private static VisitResults results(RunPlan plan) {
    return new VisitResults(plan, false, LabelStatistic.MEDIAN, List.of("one"));
  }

  @Test
  void visits_with_too_few_runs_are_made_again_with_those_that_they_are_compared_with() {
    VisitResults results = results(LIMITED);
    for (int i = 0; i < 2; i++) {
      results.add(round(0), "a", "a", run(2, 900), 0);
      results.add(round(1), "b", "b", run(i == 0 ? 40 : 30, 30), 0);
    }
    assertThat(results.startAgain()).containsExactly(0, 1);
    assertThat(results.sizes()).isEqualTo(Map.of(0, 3, 1, 30));
    for (int i = 0; i < 2; i++) {
      results.add(round(0), "a", "a", run(3, 800), 0);
      results.add(round(1), "b", "b", run(30, 31), 0);
    }
    assertThat(results.startAgain()).isEmpty();
    assertThat(results.outcomes(job()))
        .extracting(of -> ((ModelOutcome.Measured) of).labelNanos())
        .containsExactly(800_000.0, 31_000.0);
  }

  @Test
  void of_single_rounds_only_the_short_ones_are_made_again() {
    VisitResults results = results(plan(1, 3, 50, Duration.ofMillis(1)));
    results.add(round(0), "a", "a", run(2, 900), 0);
    results.add(round(1), "b", "b", run(40, 30), 0);
    assertThat(results.startAgain()).containsExactly(0);
    results.add(round(0), "a", "a", run(3, 800), 0);
    assertThat(results.outcomes(job()))
        .extracting(of -> ((ModelOutcome.Measured) of).labelNanos())
        .containsExactly(800_000.0, 30_000.0);
  }
}
