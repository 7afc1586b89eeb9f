package dev.meterfarm.agent.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meterfarm.agent.device.JobsForTests;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.agent.simulated.SimulatedDevice;
import dev.meterfarm.agent.simulated.SimulatedFault;
import dev.meterfarm.agent.simulated.SimulatedSettings;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentLoopTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final LoopSettings SETTINGS =
      new LoopSettings(
          Duration.ofMillis(50), Duration.ofMillis(20), Duration.ofMillis(1), Duration.ofMillis(5));

  private final ScratchFolder scratch = ScratchFolder.open();
  private final ListLink link = new ListLink(Duration.ofMinutes(1));
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
    scratch.close();
  }

  private SimulatedDevice device(String target, Function<JobSpec, SimulatedFault> script) {
    SimulatedDevice device =
        new SimulatedDevice(
            new DeviceId("device-" + target),
            "hash",
            Map.of(target, SimulatedSettings.standard()),
            script);
    open.add(device);
    return device;
  }

  private SimulatedDevice device(String target) {
    return device(target, job -> SimulatedFault.NONE);
  }

  private AgentLoop start(AgentClock clock, ListLink to, SimulatedDevice... devices) {
    AgentLoop loop = new AgentLoop("agent", to, scratch, ResultSpool.NONE, clock, SETTINGS);
    List.of(devices).forEach(loop::take);
    open.add(loop);
    loop.start();
    return loop;
  }

  private AgentLoop start(SimulatedDevice... devices) {
    return start(AgentClock.system(), link, devices);
  }

  private static JobSpec spec(String key, String target) {
    return JobsForTests.spec(key, target, JobsForTests.conv(14, 16));
  }

  @Test
  void every_job_is_measured_once_and_reported_with_its_lease() {
    List<JobId> jobs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      jobs.add(link.add(spec("job-" + i, i % 2 == 0 ? "a" : "b")));
    }
    AgentLoop loop = start(device("a"), device("b"));
    await().atMost(PATIENCE).until(() -> link.results().size() == jobs.size());
    assertThat(link.results()).extracting(JobResult::job).containsExactlyElementsOf(jobs);
    assertThat(link.results()).allMatch(result -> result.epoch() == 1 && result.attempt() == 1);
    assertThat(link.announced()).extracting(TargetDescription::name).containsExactly("a", "b");
    await().atMost(PATIENCE).until(() -> loop.heldJobs() == 0);
  }

  @Test
  void one_job_is_leased_ahead_and_no_more() {
    link.add(spec("runs", "a"));
    link.add(spec("waits", "a"));
    link.add(spec("stays", "a"));
    start(device("a", job -> SimulatedFault.HANG));
    await().atMost(PATIENCE).until(() -> link.leased().size() == 2);
    await().during(Duration.ofMillis(200)).until(() -> link.leased().size() == 2);
  }

  @Test
  void draining_finishes_what_is_held_and_leases_no_more() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      link.add(spec("job-" + i, "a"));
    }
    AgentLoop loop = start(device("a"));
    await().atMost(PATIENCE).until(() -> !link.results().isEmpty());
    assertThat(loop.drain(PATIENCE)).isTrue();
    int before = link.results().size();
    assertThat(link.leased()).hasSize(before);
    link.add(spec("late", "a"));
    await().during(Duration.ofMillis(200)).until(() -> link.results().size() == before);
  }

  @Test
  void closing_stops_a_run_and_says_so() {
    JobId job = link.add(spec("hangs", "a"));
    AgentLoop loop = start(device("a", any -> SimulatedFault.HANG));
    await().atMost(PATIENCE).until(() -> link.leased().contains(job));
    loop.close();
    assertThat(link.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.job()).isEqualTo(job);
              assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
            });
    assertThat(loop.heldJobs()).isZero();
  }

  @Test
  void a_revoked_run_is_stopped_without_a_word_and_the_next_job_runs() {
    JobId hanging = link.add(spec("hangs", "a"));
    JobId next = link.add(spec("next", "a"));
    start(
        device("a", job -> job.key().equals("hangs") ? SimulatedFault.HANG : SimulatedFault.NONE));
    await().atMost(PATIENCE).until(() -> link.leased().contains(hanging));
    link.revoke(hanging);
    await().atMost(PATIENCE).until(() -> link.results().size() == 1);
    assertThat(link.results().get(0).job()).isEqualTo(next);
    assertThat(link.failures()).isEmpty();
  }

  @Test
  void a_cut_link_loses_nothing() {
    link.cut(7);
    for (int i = 0; i < 6; i++) {
      link.add(spec("job-" + i, "a"));
    }
    AgentLoop loop = start(device("a"));
    await().atMost(PATIENCE).until(() -> link.results().size() >= 2);
    link.cut(9);
    await().atMost(PATIENCE).until(() -> link.results().size() == 6);
    assertThat(loop.failure()).isEmpty();
  }

  @Test
  void a_lease_that_runs_out_stops_the_run() {
    AtomicLong nanos = new AtomicLong();
    AgentClock clock =
        new AgentClock() {
          @Override
          public Instant now() {
            return Instant.EPOCH;
          }

          @Override
          public long nanoTime() {
            return nanos.get();
          }
        };
    JobId job = link.add(spec("hangs", "a"));
    AgentLoop loop = start(clock, link, device("a", any -> SimulatedFault.HANG));
    await().atMost(PATIENCE).until(() -> link.leased().contains(job) && loop.heldJobs() == 1);
    link.cut(Integer.MAX_VALUE);
    nanos.set(Duration.ofMinutes(2).toNanos());
    await().atMost(PATIENCE).until(() -> loop.heldJobs() == 0);
    link.cut(0);
    assertThat(link.results()).isEmpty();
  }

  @Test
  void a_failing_device_fails_its_job_and_goes_on() {
    JobId bad = link.add(spec("crashes", "a"));
    JobId good = link.add(spec("works", "a"));
    start(
        device(
            "a", job -> job.key().equals("crashes") ? SimulatedFault.CRASH : SimulatedFault.NONE));
    await().atMost(PATIENCE).until(() -> link.results().size() == 1);
    assertThat(link.results().get(0).job()).isEqualTo(good);
    assertThat(link.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.job()).isEqualTo(bad);
              assertThat(failure.code()).isEqualTo(ErrorCode.RUN_CRASHED);
            });
  }

  @Test
  void a_device_that_appears_later_is_announced_and_gets_work() {
    JobId job = link.add(spec("later", "b"));
    AgentLoop loop = start(device("a"));
    await().atMost(PATIENCE).until(() -> link.announced().size() == 1);
    loop.take(device("b"));
    await().atMost(PATIENCE).until(() -> link.results().size() == 1);
    assertThat(link.results().get(0).job()).isEqualTo(job);
    assertThat(link.announced()).extracting(TargetDescription::name).containsExactly("a", "b");
  }

  @Test
  void a_device_that_goes_hands_back_what_waits_for_it_and_ends_what_it_runs() {
    JobId runs = link.add(spec("runs", "a"));
    JobId waits = link.add(spec("waits", "a"));
    SimulatedDevice unplugged = device("a", job -> SimulatedFault.HANG);
    AgentLoop loop = start(unplugged);
    await().atMost(PATIENCE).until(() -> link.leased().size() == 2);
    loop.letGo(unplugged.id(), "unplugged");
    await().atMost(PATIENCE).until(() -> link.failures().size() == 1);
    assertThat(link.failures().get(0).job()).isEqualTo(waits);
    assertThat(link.failures().get(0).code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(link.failures().get(0).message()).contains("device-a is gone: unplugged");
    unplugged.close();
    await().atMost(PATIENCE).until(() -> link.failures().size() == 2);
    assertThat(link.failures().get(1).job()).isEqualTo(runs);
    await().atMost(PATIENCE).until(() -> link.announced().isEmpty());
    assertThat(loop.heldJobs()).isZero();
  }

  @Test
  void a_device_that_comes_back_works_again() {
    AgentLoop loop = start();
    for (int i = 1; i <= 3; i++) {
      SimulatedDevice plugged = device("a");
      loop.take(plugged);
      link.add(spec("job-" + i, "a"));
      int wanted = i;
      await().atMost(PATIENCE).until(() -> link.results().size() == wanted);
      loop.letGo(plugged.id(), "unplugged");
      plugged.close();
    }
    await().atMost(PATIENCE).until(() -> link.announced().isEmpty() && loop.heldJobs() == 0);
    assertThat(loop.failure()).isEmpty();
  }

  @Test
  void a_model_that_cannot_be_built_is_reported_within_its_job() {
    ModelRecipe broken =
        new ModelRecipe(ModelRecipe.Form.GRAPH, "broken", "no graph", "0".repeat(64));
    link.add(
        JobsForTests.spec(
            "broken",
            "a",
            JobsForTests.PLAN,
            List.of(broken, JobsForTests.recipe(JobsForTests.conv(14, 16)))));
    start(device("a"));
    await().atMost(PATIENCE).until(() -> link.results().size() == 1);
    List<ModelOutcome> outcomes = link.results().get(0).outcomes();
    assertThat(outcomes.get(0)).isInstanceOf(ModelOutcome.Failed.class);
    assertThat(outcomes.get(1)).isInstanceOf(ModelOutcome.Measured.class);
  }
}
