package dev.meterfarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.job.RunPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JobFactoryTest {
  private final JobFactory factory = new JobFactory("c", "host-cpu", 2);

  @Test
  void every_model_is_in_exactly_one_job_and_keys_are_unique() {
    List<PlannedModel> models =
        IntStream.range(0, 300).mapToObj(i -> model("m" + i, i % 7 == 0 ? 2e7 : 1e4)).toList();

    List<JobSpec> jobs = factory.jobs("samples/r01", VisitKind.KERNEL, 1, models);

    assertThat(jobs.stream().flatMap(job -> job.models().stream()).map(ModelRecipe::hash))
        .containsExactlyInAnyOrderElementsOf(models.stream().map(m -> m.recipe().hash()).toList());
    assertThat(jobs).extracting(JobSpec::key).doesNotHaveDuplicates().isSorted();
    assertThat(jobs)
        .allSatisfy(job -> assertThat(job.key()).startsWith("host-cpu/samples/r01/v1/"));
  }

  @Test
  void long_and_short_models_do_not_share_a_job() {
    List<JobSpec> jobs =
        factory.jobs("x", VisitKind.KERNEL, 1, List.of(model("long", 1e8), model("short", 1e4)));

    assertThat(jobs).hasSize(2);
    assertThat(jobs.get(0).plan().rounds()).isGreaterThan(jobs.get(1).plan().rounds());
  }

  @Test
  void a_model_that_is_named_twice_is_visited_once() {
    List<JobSpec> jobs =
        factory.jobs("x", VisitKind.KERNEL, 1, List.of(model("m", 1e4), model("m", 1e4)));

    assertThat(jobs).singleElement().satisfies(job -> assertThat(job.models()).hasSize(1));
  }

  @Test
  void a_repeat_has_a_key_of_its_own_and_the_same_models() {
    JobSpec job = factory.jobs("x", VisitKind.NETWORK, 2, List.of(model("m", 1e6))).get(0);

    JobSpec again = factory.again("samples/r02", job, 1);

    assertThat(again.key()).isEqualTo("host-cpu/samples/r02/again-0001");
    assertThat(again.models()).isEqualTo(job.models());
    assertThat(again.visit()).isEqualTo(2);
  }

  @Test
  void a_job_one_by_one_is_as_much_work_as_the_job() {
    JobSpec job =
        factory.jobs("x", VisitKind.NETWORK, 2, List.of(model("a", 1e6), model("b", 1e6))).get(0);

    List<JobSpec> singles = JobFactory.oneByOne(job);

    assertThat(singles).flatExtracting(JobSpec::models).containsExactlyElementsOf(job.models());
    assertThat(singles.stream().mapToDouble(factory::estimatedSeconds).sum())
        .isCloseTo(factory.estimatedSeconds(job), within(1e-3));
  }

  @Test
  void costly_visits_get_one_long_round_and_a_deadline_that_counts_them() {
    List<PlannedModel> models = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      ModelRecipe recipe = new ModelRecipe(ModelRecipe.Form.GRAPH, "m" + i, "{}", "m" + i);
      models.add(new PlannedModel(recipe, VisitStyle.PROGRAM, 1e4, 2e6, 1_000, 400_000_000));
    }
    JobFactory longJobs = new JobFactory("c", "openvino-cpu", 8);
    List<JobSpec> jobs = longJobs.jobs("x", VisitKind.KERNEL, 1, models);
    assertThat(jobs).hasSizeBetween(2, 5);
    assertThat(jobs)
        .allSatisfy(
            job -> {
              assertThat(job.plan().rounds()).isEqualTo(1);
              assertThat(job.plan().minTime()).isEqualTo(Duration.ofMillis(100));
              assertThat(job.plan().deadline())
                  .isGreaterThan(Duration.ofSeconds(60L + 8L * job.models().size() - 8));
            });
  }

  @Test
  void where_a_round_is_a_series_there_are_many_rounds_of_one() {
    ModelRecipe recipe = new ModelRecipe(ModelRecipe.Form.GRAPH, "m", "{}", "m");
    PlannedModel brief = new PlannedModel(recipe, VisitStyle.SERIES, 1e5, 0, 1_000, 0);
    PlannedModel lasting = new PlannedModel(recipe, VisitStyle.SERIES, 1e7, 0, 1_000, 0);

    for (VisitKind kind : VisitKind.values()) {
      for (PlannedModel model : List.of(brief, lasting)) {
        RunPlan plan = factory.jobs("x", kind, 1, List.of(model)).get(0).plan();
        assertThat(plan.rounds()).isGreaterThanOrEqualTo(4);
        assertThat(plan.maxRuns()).isEqualTo(1);
        double series = Math.max(4e6, 3 * model.runNanos());
        assertThat(kind.seconds(model))
            .isCloseTo(plan.rounds() * (series + 2 * model.runNanos()) / 1e9, within(1e-3));
      }
    }
  }

  private static PlannedModel model(String hash, double runNanos) {
    return new PlannedModel(
        new ModelRecipe(ModelRecipe.Form.GRAPH, hash, "{}", hash),
        VisitStyle.RUNS,
        runNanos,
        2e6,
        1_000,
        0);
  }
}
