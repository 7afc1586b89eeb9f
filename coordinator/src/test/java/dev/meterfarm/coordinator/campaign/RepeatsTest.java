package dev.meterfarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.coordinator.dispatch.JobOutcome;
import dev.meterfarm.coordinator.dispatch.SettledBatches;
import dev.meterfarm.coordinator.result.CampaignListener;
import dev.meterfarm.coordinator.result.CampaignProgress;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.device.TimedRegion;
import dev.meterfarm.protocol.device.TimingTraits;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import dev.meterfarm.protocol.measurement.SampleStatistics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RepeatsTest {
  private static final String TARGET = "t";
  private static final double SECONDS = 1_000;
  private static final double SLOW = 1.5;
  private static final Instant START = Instant.parse("2026-11-22T05:00:00Z");
  private static final CampaignListener NOBODY =
      new CampaignListener() {
        @Override
        public void progress(CampaignProgress progress) {}

        @Override
        public void note(String target, String message) {}
      };

  private final JobFactory factory = new JobFactory("c", TARGET, 2);
  private final Measurer measurer = measurer();
  private final Repeats repeats = new Repeats(context(), List.of(model("frozen")));
  private int seconds;
  private int jobs;

  private static Measurer measurer() {
    BudgetClock clock = new StoppedClock(0);
    return new Measurer(
        null,
        TargetDevices.NONE,
        Map::of,
        clock,
        new ProgressBoard(TARGET, NOBODY, clock, 1),
        false,
        false);
  }

  /** Only what repeats need; they submit nothing and train nothing. */
  private CampaignContext context() {
    BudgetClock clock = new StoppedClock(0);
    TimingTraits traits =
        new TimingTraits(LabelStatistic.PERCENTILE_25, 1, TimedRegion.COMPUTE, false, false);
    return new CampaignContext(
        BudgetPlan.of(Duration.ofMinutes(10)),
        clock,
        false,
        measurer,
        new ProgressBoard(TARGET, NOBODY, clock, 1),
        factory,
        new ModelPlanner(traits),
        new Trainer(1),
        null,
        null);
  }

  private static PlannedModel model(String hash) {
    return new PlannedModel(
        new ModelRecipe(ModelRecipe.Form.GRAPH, hash, "{}", hash),
        VisitStyle.RUNS,
        1e5,
        0,
        1_000,
        0);
  }

  private JobSpec job(String stem, VisitKind kind, String... models) {
    return factory.jobs(stem, kind, 1, Stream.of(models).map(RepeatsTest::model).toList()).get(0);
  }

  /**
   * The next job on the device; everything takes {@code factor} times as long as when it is calm.
   */
  private void done(JobSpec spec, double factor) throws InterruptedException {
    List<ReferenceReading> readings = new ArrayList<>();
    for (int at : new int[] {0, 900}) {
      for (String reference : List.of("compute", "memory", "small")) {
        readings.add(new ReferenceReading(reference, 1e6 * factor, at));
      }
    }
    List<ModelOutcome> outcomes = new ArrayList<>();
    for (ModelRecipe model : spec.models()) {
      outcomes.add(
          new ModelOutcome.Measured(
              model.hash(),
              1e5 * factor,
              List.of(1e5 * factor),
              SampleStatistics.of(new long[] {(long) (1e5 * factor)}),
              List.of()));
    }
    seconds += 2;
    JobResult result =
        new JobResult(
            new JobId(++jobs),
            1,
            1,
            new DeviceId("d"),
            START.plusSeconds(seconds),
            Duration.ofSeconds(1),
            outcomes,
            readings,
            Map.of());
    measurer.await(SettledBatches.of(List.of(new JobOutcome.Done(spec, result))), 1);
  }

  private void calmJobs(String stem, int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      done(job(stem + i, VisitKind.KERNEL, stem + i), 1);
    }
  }

  private List<String> planned(int round) {
    repeats.judge();
    return repeats.plan(round, SECONDS).stream()
        .map(spec -> spec.models().stream().map(ModelRecipe::hash).toList().toString())
        .toList();
  }

  private boolean isCalm(String hash) {
    return measurer.labels().hasCalmVisit(hash);
  }

  @Test
  void networks_and_frozen_tests_of_a_bad_spell_are_measured_again_until_they_were_calm()
      throws InterruptedException {
    done(job("networks", VisitKind.NETWORK, "one", "two"), SLOW);
    done(job("frozen", VisitKind.KERNEL, "frozen"), SLOW);
    done(job("samples", VisitKind.KERNEL, "sample"), SLOW);
    calmJobs("calm", 20);

    assertThat(planned(1)).containsExactlyInAnyOrder("[one]", "[two]", "[frozen]");
    assertThat(isCalm("one")).isFalse();
    assertThat(planned(1)).as("told once").isEmpty();

    done(factory.again("r1", job("frozen", VisitKind.KERNEL, "frozen"), 0), 1);
    done(factory.again("r1", job("networks", VisitKind.NETWORK, "one"), 1), 1);
    calmJobs("between", 3);
    done(factory.again("r1", job("networks", VisitKind.NETWORK, "two"), 2), SLOW);
    calmJobs("after", 20);

    assertThat(planned(2)).containsExactly("[two]");
    assertThat(isCalm("one")).isTrue();
    assertThat(isCalm("frozen")).isTrue();
    assertThat(isCalm("two")).isFalse();
    assertThat(measurer.labels().label("one")).hasValue(1e5);
    assertThat(measurer.labels().label("two")).hasValue(1e5 * SLOW);
  }

  @Test
  void what_was_calm_once_is_not_measured_again_for_a_later_bad_spell()
      throws InterruptedException {
    calmJobs("before", 10);
    done(job("networks", VisitKind.NETWORK, "one"), 1);
    calmJobs("calm", 10);
    done(factory.again("r1", job("networks", VisitKind.NETWORK, "one"), 0), SLOW);
    calmJobs("after", 10);

    assertThat(planned(2)).isEmpty();
    assertThat(measurer.labels().suspectJobs()).isPositive();
  }
}
