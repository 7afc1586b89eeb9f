package dev.meterfarm.coordinator.dispatch;

import static dev.meterfarm.coordinator.Samples.CAMPAIGN;
import static dev.meterfarm.coordinator.Samples.START;
import static dev.meterfarm.coordinator.Samples.job;
import static dev.meterfarm.coordinator.Samples.jobs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meterfarm.coordinator.Samples;
import dev.meterfarm.coordinator.queue.InMemoryWorkQueue;
import dev.meterfarm.coordinator.queue.WorkQueue;
import dev.meterfarm.coordinator.registry.DeviceState;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.coordinator.store.LeaseTerms;
import dev.meterfarm.coordinator.store.sql.SqliteStore;
import dev.meterfarm.coordinator.store.sql.TestLedger;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobKind;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.lease.HeldLease;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.AgentSession;
import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import dev.meterfarm.protocol.measurement.SampleStatistics;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the hand-out does with devices that fail, and how campaigns share those that do not. */
class DeviceHealthTest {
  private static final DispatchSettings QUICK =
      new DispatchSettings(
          new LeaseTerms(Duration.ofSeconds(60), Duration.ofSeconds(60)),
          6,
          Duration.ofMillis(20),
          Duration.ofMillis(100),
          Duration.ofMillis(20),
          Duration.ofMillis(20));
  private static final AgentSession AGENT = new AgentSession("agent", "session");
  private static final DeviceId ONE = new DeviceId("one");
  private static final DeviceId TWO = new DeviceId("two");

  @TempDir Path folder;
  private final WorkQueue queue = new InMemoryWorkQueue();
  private SqliteStore store;
  private HandOut handOut;

  @BeforeEach
  void start() {
    store = SqliteStore.open(folder, new SteadyClock(Clock.systemUTC(), System::nanoTime));
    handOut = HandOut.start(TestLedger.ports(store), queue, QUICK, new Random(1));
    campaign(CAMPAIGN);
  }

  private void campaign(String id) {
    store.campaigns().create(new Campaign(id, id, "{}", 1, CampaignState.RUNNING, START, "0.1.0"));
  }

  @AfterEach
  void stop() {
    handOut.close();
    store.close();
  }

  private Optional<Lease> lease(DeviceId device, Duration wait) {
    try {
      return handOut.dispatcher().lease(AGENT, Samples.request(device, wait));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Lease lease(DeviceId device) {
    return lease(device, Duration.ofSeconds(10)).orElseThrow();
  }

  private void crash(Lease lease) {
    handOut
        .dispatcher()
        .fail(AGENT, new HeldLease(lease.job(), lease.epoch()), ErrorCode.RUN_CRASHED, "signal 11");
  }

  private void finish(Lease lease, double slow) {
    List<ModelOutcome> outcomes = new ArrayList<>();
    for (ModelRecipe model : lease.spec().models()) {
      double nanos = 1000 * slow;
      outcomes.add(
          new ModelOutcome.Measured(
              model.hash(),
              nanos,
              List.of(nanos),
              SampleStatistics.of(new long[] {(long) nanos}),
              List.of()));
    }
    handOut
        .dispatcher()
        .submit(
            AGENT,
            new JobResult(
                lease.job(),
                lease.epoch(),
                lease.attempt(),
                lease.device(),
                Instant.now(),
                Duration.ofSeconds(1),
                outcomes,
                List.of(new ReferenceReading("compute", 5000 * slow, 0)),
                Map.of()));
  }

  private DeviceState state(DeviceId device) {
    return handOut.registry().device(device).orElseThrow().state();
  }

  private void meetBoth() {
    assertThat(lease(ONE, Duration.ZERO)).isEmpty();
    assertThat(lease(TWO, Duration.ZERO)).isEmpty();
  }

  @Test
  void a_job_goes_to_another_device_after_it_failed_on_one() {
    meetBoth();
    JobBatch batch = handOut.board().submit(List.of(job("a")));
    crash(lease(ONE));
    assertThat(lease(ONE, Duration.ofMillis(100))).isEmpty();
    finish(lease(TWO), 1);
    assertThat(batch.outcomes().join().get(0)).isInstanceOf(JobOutcome.Done.class);
  }

  @Test
  void a_job_goes_back_to_a_device_on_which_it_failed_if_there_is_no_other() {
    assertThat(lease(ONE, Duration.ZERO)).isEmpty();
    JobBatch batch = handOut.board().submit(List.of(job("a")));
    crash(lease(ONE));
    finish(lease(ONE), 1);
    assertThat(batch.outcomes().join().get(0)).isInstanceOf(JobOutcome.Done.class);
  }

  @Test
  void a_job_that_fails_on_two_devices_is_parked_with_its_evidence() {
    meetBoth();
    JobBatch batch = handOut.board().submit(List.of(job("a")));
    crash(lease(ONE));
    crash(lease(TWO));
    assertThat(batch.outcomes().join().get(0))
        .isInstanceOfSatisfying(
            JobOutcome.Failed.class, failed -> assertThat(failed.message()).isEqualTo("signal 11"));
  }

  @Test
  void a_job_that_keeps_failing_on_the_only_device_is_parked_once_a_reference_run_has_passed() {
    assertThat(lease(ONE, Duration.ZERO)).isEmpty();
    JobBatch batch = handOut.board().submit(List.of(job("a")));
    crash(lease(ONE));
    crash(lease(ONE));
    while (!batch.outcomes().isDone()) {
      // Empty once the job is parked: its outcome may come a moment later.
      Optional<Lease> next = lease(ONE, Duration.ofMillis(200));
      if (next.isPresent() && next.get().spec().kind() == JobKind.REFERENCE) {
        finish(next.get(), 1);
      } else {
        next.ifPresent(this::crash);
      }
    }
    assertThat(((JobOutcome.Failed) batch.outcomes().join().get(0)).attempts()).isBetween(3, 4);
    await().until(() -> state(ONE) == DeviceState.GOOD);
  }

  @Test
  void a_device_that_fails_three_jobs_gets_a_reference_run_and_nothing_else() {
    meetBoth();
    handOut.board().submit(jobs("a", 5));
    for (int i = 0; i < 3; i++) {
      crash(lease(ONE));
    }
    await().until(() -> state(ONE) == DeviceState.SUSPECT);
    Lease reference = lease(ONE);
    assertThat(reference.spec().kind()).isEqualTo(JobKind.REFERENCE);
    assertThat(reference.spec().campaign()).isEqualTo(Campaign.FARM);
    assertThat(lease(ONE, Duration.ofMillis(100))).as("nothing beside it").isEmpty();
    finish(reference, 1);
    await().until(() -> state(ONE) == DeviceState.GOOD);
    assertThat(lease(ONE).spec().kind()).isNotEqualTo(JobKind.REFERENCE);
  }

  @Test
  void a_device_that_proves_slow_gets_nothing_and_what_it_measured_meanwhile_is_suspect() {
    meetBoth();
    handOut.board().submit(jobs("a", 8));
    finish(lease(TWO), 1);
    finish(lease(ONE), 1);
    await()
        .until(() -> handOut.registry().device(ONE).orElseThrow().health().lastGood().isPresent());
    List<String> slow = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Lease lease = lease(ONE);
      slow.add(lease.spec().key());
      finish(lease, 2);
    }
    await().until(() -> state(ONE) == DeviceState.SUSPECT);
    finish(lease(ONE), 2);
    await().until(() -> state(ONE) == DeviceState.QUARANTINED);
    assertThat(lease(ONE, Duration.ofMillis(100))).isEmpty();
    assertThat(store.measurements().suspects(CAMPAIGN, "").keySet())
        .containsExactlyElementsOf(slow);
    assertThat(store.measurements().suspects(CAMPAIGN, "").values())
        .allMatch(reason -> reason.contains("device one") && reason.contains("2.00 times"));
  }

  @Test
  void a_released_device_works_again_after_a_passed_reference_run() {
    meetBoth();
    handOut.orders().quarantine(ONE, "fell down", "eva");
    handOut.board().submit(jobs("a", 3));
    assertThat(lease(ONE, Duration.ofMillis(100))).isEmpty();
    handOut.orders().release(ONE, "looks fine", "eva");
    Lease reference = lease(ONE);
    assertThat(reference.spec().kind()).isEqualTo(JobKind.REFERENCE);
    finish(reference, 1);
    await().until(() -> state(ONE) == DeviceState.GOOD);
    assertThat(lease(ONE).spec().campaign()).isEqualTo(CAMPAIGN);
  }

  @Test
  void a_draining_agent_and_a_paused_device_get_nothing() {
    meetBoth();
    handOut.board().submit(jobs("a", 3));
    handOut.orders().pauseDevice(ONE, Duration.ofHours(1), "battery", "eva");
    assertThat(lease(ONE, Duration.ofMillis(50))).isEmpty();
    finish(lease(TWO), 1);
    handOut.orders().drainAgent("agent", Duration.ofHours(1), "update", "eva");
    assertThat(lease(TWO, Duration.ofMillis(50))).isEmpty();
    handOut.orders().resumeAgent("agent", "eva");
    finish(lease(TWO), 1);
  }

  @Test
  void a_job_for_one_device_is_run_by_that_one() {
    meetBoth();
    handOut.board().submitOn(TWO, List.of(job("pinned")), outcome -> {});
    assertThat(lease(ONE, Duration.ofMillis(100))).isEmpty();
    assertThat(lease(TWO).spec().key()).isEqualTo("pinned");
  }

  @Test
  void a_later_campaign_does_not_wait_for_all_jobs_of_an_earlier_one() {
    campaign("campaign-2");
    handOut.board().submit(jobs("a", 40));
    for (int i = 0; i < 4; i++) {
      finish(lease(ONE), 1);
    }
    handOut.board().submit(jobs("b", 10).stream().map(DeviceHealthTest::ofSecond).toList());
    int second = 0;
    for (int i = 0; i < 10; i++) {
      Lease lease = lease(ONE);
      second += lease.spec().campaign().equals("campaign-2") ? 1 : 0;
      finish(lease, 1);
    }
    assertThat(second).isBetween(4, 6);
  }

  private static JobSpec ofSecond(JobSpec job) {
    return new JobSpec(
        "campaign-2", job.key(), job.target(), job.kind(), job.visit(), job.models(), job.plan());
  }
}
