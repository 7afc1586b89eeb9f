package dev.meterfarm.agent.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.job.RunPlan;
import dev.meterfarm.protocol.measurement.ExecutedOp;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import java.time.Duration;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every device must do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class DeviceContract {
  private ScratchFolder scratch;
  private Device device;

  /** Opens the device under test. */
  protected abstract Device open(ScratchFolder scratch);

  /** A target of it; where it can profile, one that fuses relu into conv and not sigmoid. */
  protected abstract String target();

  @BeforeAll
  void openDevice() {
    scratch = ScratchFolder.open();
    device = open(scratch);
  }

  @AfterAll
  void closeDevice() {
    if (device != null) { // Opening it may have been skipped.
      device.close();
    }
    scratch.close();
  }

  private DeviceReport measure(JobSpec spec) throws InterruptedException {
    try (PreparedJob job = JobsForTests.prepare(spec, device, scratch)) {
      return device.measure(job);
    }
  }

  private boolean canProfile() {
    return device.targets().stream()
        .filter(of -> of.name().equals(target()))
        .allMatch(of -> of.traits().canProfile());
  }

  private static ModelOutcome.Measured measured(ModelOutcome outcome) {
    assertThat(outcome).isInstanceOf(ModelOutcome.Measured.class);
    return (ModelOutcome.Measured) outcome;
  }

  @Test
  void targets_say_what_they_are() {
    assertThat(device.targets()).extracting(TargetDescription::name).contains(target());
    assertThat(device.targets())
        .allSatisfy(of -> assertThat(of.fingerprint()).containsKey("runtime"));
  }

  @Test
  void outcomes_stand_in_the_order_of_the_models() throws InterruptedException {
    JobSpec spec =
        JobsForTests.spec(
            "order",
            target(),
            JobsForTests.conv(14, 16),
            JobsForTests.conv(7, 8),
            JobsForTests.conv(20, 24));
    assertThat(measure(spec).outcomes())
        .extracting(ModelOutcome::modelHash)
        .containsExactlyElementsOf(spec.models().stream().map(ModelRecipe::hash).toList());
  }

  @Test
  void the_plan_is_honoured() throws InterruptedException {
    RunPlan plan = new RunPlan(3, 1, 4, 9, Duration.ZERO, false, Duration.ofSeconds(60));
    JobSpec spec =
        JobsForTests.spec(
            "plan", target(), plan, List.of(JobsForTests.recipe(JobsForTests.conv(14, 16))));
    ModelOutcome.Measured of = measured(measure(spec).outcomes().get(0));
    assertThat(of.roundNanos()).hasSize(3);
    assertThat(of.pooled().runs()).isEqualTo(12);
    assertThat(of.executed()).isEmpty();
  }

  @Test
  void a_visit_ends_at_its_most_runs_however_short_they_are() throws InterruptedException {
    RunPlan plan = new RunPlan(2, 0, 1, 7, Duration.ofSeconds(5), false, Duration.ofSeconds(60));
    JobSpec spec =
        JobsForTests.spec(
            "most", target(), plan, List.of(JobsForTests.recipe(JobsForTests.conv(7, 8))));
    assertThat(measured(measure(spec).outcomes().get(0)).pooled().runs()).isEqualTo(14);
  }

  @Test
  void numbers_are_consistent() throws InterruptedException {
    DeviceReport report = measure(JobsForTests.spec("sane", target(), JobsForTests.conv(14, 16)));
    ModelOutcome.Measured of = measured(report.outcomes().get(0));
    assertThat(of.labelNanos())
        .isPositive()
        .isEqualTo(of.roundNanos().stream().min(Double::compare).orElseThrow());
    assertThat(of.pooled().minNanos()).isPositive().isLessThanOrEqualTo(of.labelNanos());
    // A tool need not tell every percentile; those that it tells are in order.
    assertThat(
            DoubleStream.of(of.pooled().minNanos(), of.pooled().p25Nanos(), of.pooled().p95Nanos())
                .filter(nanos -> !Double.isNaN(nanos))
                .boxed()
                .toList())
        .isSorted();
    assertThat(report.elapsed()).isPositive();
  }

  @Test
  void a_larger_model_takes_longer() throws InterruptedException {
    List<ModelOutcome> outcomes =
        measure(
                JobsForTests.spec(
                    "larger", target(), JobsForTests.conv(7, 8), JobsForTests.conv(56, 128)))
            .outcomes();
    assertThat(measured(outcomes.get(1)).labelNanos())
        .isGreaterThan(3 * measured(outcomes.get(0)).labelNanos());
  }

  @Test
  void reference_models_are_visited_before_and_after() throws InterruptedException {
    List<ReferenceReading> readings =
        measure(JobsForTests.spec("references", target(), JobsForTests.conv(14, 16))).references();
    assertThat(readings).extracting(ReferenceReading::nanos).allMatch(nanos -> nanos > 0);
    assertThat(readings).extracting(ReferenceReading::atMillis).isSorted();
    for (String name : List.of("compute", "memory", "small")) {
      assertThat(readings.stream().filter(of -> of.model().equals(name)).count())
          .isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void the_profile_tells_what_was_fused() throws InterruptedException {
    JobSpec spec =
        JobsForTests.spec(
            "profile",
            target(),
            JobsForTests.profiled(),
            List.of(
                JobsForTests.recipe(JobsForTests.conv(28, 32, OpType.RELU)),
                JobsForTests.recipe(JobsForTests.conv(28, 32, OpType.SIGMOID))));
    List<ModelOutcome> outcomes = measure(spec).outcomes();
    if (!canProfile()) {
      assertThat(outcomes).allSatisfy(of -> assertThat(measured(of).executed()).isEmpty());
      return;
    }
    assertThat(measured(outcomes.get(0)).executed()).hasSize(1);
    assertThat(measured(outcomes.get(1)).executed())
        .hasSize(2)
        .extracting(ExecutedOp::name)
        .doesNotHaveDuplicates();
  }

  @Test
  void a_recipe_that_cannot_be_followed_fails_alone() throws InterruptedException {
    ModelRecipe broken =
        new ModelRecipe(ModelRecipe.Form.GRAPH, "broken", "{\"no\":\"graph\"}", "0".repeat(64));
    JobSpec spec =
        JobsForTests.spec(
            "broken",
            target(),
            JobsForTests.PLAN,
            List.of(broken, JobsForTests.recipe(JobsForTests.conv(14, 16))));
    List<ModelOutcome> outcomes = measure(spec).outcomes();
    assertThat(outcomes.get(0)).isInstanceOf(ModelOutcome.Failed.class);
    measured(outcomes.get(1));
  }

  @Test
  void a_target_of_another_device_is_refused() {
    assertThatThrownBy(
            () -> measure(JobsForTests.spec("other", "no-such", JobsForTests.conv(7, 8))))
        .isInstanceOf(DeviceException.class)
        .extracting(failure -> ((FarmException) failure).code())
        .isEqualTo(ErrorCode.TARGET_UNKNOWN);
  }
}
