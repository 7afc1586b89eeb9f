package dev.meterfarm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.meterfarm.coordinator.dispatch.JobBatch;
import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.DevicePlace;
import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.device.TimedRegion;
import dev.meterfarm.protocol.device.TimingTraits;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.ErrorType;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.job.JobKind;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.job.RunPlan;
import dev.meterfarm.protocol.lease.HeldLease;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.AgentSession;
import dev.meterfarm.protocol.link.AnnouncedDevice;
import dev.meterfarm.protocol.link.Announcement;
import dev.meterfarm.protocol.link.CoordinatorLink;
import dev.meterfarm.protocol.link.DeviceActivity;
import dev.meterfarm.protocol.link.LeaseRequest;
import dev.meterfarm.protocol.link.ResultReply;
import dev.meterfarm.protocol.link.SyncReply;
import dev.meterfarm.protocol.link.SyncRequest;
import dev.meterfarm.protocol.measurement.ExecutedOp;
import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import dev.meterfarm.protocol.measurement.SampleStatistics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent may rely on, whichever way its calls take, over a real ledger. */
abstract class CoordinatorLinkContract {
  static final String TARGET = "host-cpu";
  static final DeviceId DEVICE = new DeviceId("lab-3/host");
  static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final RunPlan PLAN =
      new RunPlan(5, 2, 10, 1_000, Duration.ofMillis(20), true, Duration.ofMinutes(5));

  @TempDir Path folder;
  final AgentSession agent = new AgentSession("agent-1", "first-life");
  private LinkFarm farm;
  CoordinatorLink link;

  /** A link of the agent's. */
  abstract CoordinatorLink link(LinkFarm to, String name) throws IOException, InterruptedException;

  /** Ends what {@link #link} has started. */
  abstract void end();

  final LinkFarm farm() {
    return farm;
  }

  @BeforeEach
  void start() throws IOException, InterruptedException {
    farm = new LinkFarm(folder.resolve("ledger"));
    link = link(farm, agent.agent());
    link.announce(agent, hello(DeviceActivity.IDLE));
  }

  @AfterEach
  void stop() {
    end();
    farm.close();
  }

  static Announcement hello(DeviceActivity activity, String... former) {
    AnnouncedDevice device =
        new AnnouncedDevice(DEVICE, Set.of(TARGET), DevicePlace.UNKNOWN, activity);
    return new Announcement("1", List.of(target()), List.of(device), List.of(former));
  }

  private static TargetDescription target() {
    return new TargetDescription(
        TARGET,
        "class",
        "runtime",
        Map.of("threads", "1"),
        new TimingTraits(LabelStatistic.PERCENTILE_25, 1, TimedRegion.COMPUTE, false, false),
        false,
        "hash",
        Map.of());
  }

  static JobSpec job(String key) {
    List<ModelRecipe> models =
        List.of(
            new ModelRecipe(ModelRecipe.Form.GRAPH, "größer \"1\"", "{\"ops\":[]}", key + "#0"),
            new ModelRecipe(ModelRecipe.Form.GRAPH, "line\nbreak\t\u2028", "{}", key + "#1"));
    return new JobSpec(LinkFarm.CAMPAIGN, key, TARGET, JobKind.KERNEL_SAMPLES, 1, models, PLAN);
  }

  static LeaseRequest request(Duration patience) {
    return new LeaseRequest(UUID.randomUUID().toString(), Map.of(DEVICE, Set.of(TARGET)), patience);
  }

  private Lease lease() throws InterruptedException {
    return link.lease(agent, request(PATIENCE)).orElseThrow();
  }

  private static JobResult result(Lease lease, double label) {
    List<ModelRecipe> models = lease.spec().models();
    return new JobResult(
        lease.job(),
        lease.epoch(),
        lease.attempt(),
        lease.device(),
        Instant.parse("2026-11-20T08:00:00.123456Z").truncatedTo(ChronoUnit.MILLIS),
        Duration.ofNanos(123_456_789_012L),
        List.of(
            new ModelOutcome.Measured(
                models.get(0).hash(),
                label,
                List.of(label, 1300.25, 0.1 + 0.2),
                new SampleStatistics(30, label, 1240, 1250, 1260, 1500, 1270.125, Double.NaN),
                List.of(new ExecutedOp("Conv2D:0", 900), new ExecutedOp("Relu \"x\"", 0))),
            new ModelOutcome.Failed(
                models.get(1).hash(), ErrorCode.RUN_CRASHED, "ended by signal 11\nat 0x0")),
        List.of(new ReferenceReading("compute", 1e6 / 3, 10)),
        Map.of("mhz", "2400", "note", "ß"));
  }

  private JobState state(JobId job) {
    return farm.store().plan().find(job).orElseThrow().state();
  }

  private static HeldLease held(Lease lease) {
    return new HeldLease(lease.job(), lease.epoch());
  }

  @Test
  void an_agent_is_told_its_name_and_how_to_ask() {
    var terms = link.announce(agent, hello(DeviceActivity.IDLE));
    assertThat(terms.agent()).isEqualTo("agent-1");
    assertThat(terms.leaseWait()).isPositive();
    assertThat(terms.syncInterval()).isPositive().isLessThan(LinkFarm.LEASE);
  }

  @Test
  void a_job_arrives_as_it_was_planned() throws InterruptedException {
    farm.board().submit(List.of(job("k")));
    Lease lease = lease();
    assertThat(lease.spec()).isEqualTo(job("k"));
    assertThat(lease.device()).isEqualTo(DEVICE);
    assertThat(lease.epoch()).isEqualTo(1);
    assertThat(lease.attempt()).isEqualTo(1);
    assertThat(lease.remaining()).isPositive().isLessThanOrEqualTo(LinkFarm.LEASE);
    assertThat(state(lease.job())).isEqualTo(JobState.LEASED);
  }

  @Test
  void the_same_request_has_the_same_answer() throws InterruptedException {
    farm.board().submit(List.of(job("a"), job("b")));
    LeaseRequest request = request(PATIENCE);
    Lease once = link.lease(agent, request).orElseThrow();
    assertThat(link.lease(agent, request)).contains(once);
    assertThat(farm.store().catalogue().attempts(once.job())).hasSize(1);
  }

  @Test
  void who_asks_in_vain_is_answered_with_nothing() throws InterruptedException {
    assertThat(link.lease(agent, request(Duration.ofMillis(100)))).isEmpty();
    assertThat(link.lease(agent, request(Duration.ZERO))).isEmpty();
  }

  @Test
  void a_job_that_comes_while_an_agent_waits_is_handed_out() throws Exception {
    FutureTask<Lease> waiting = new FutureTask<>(this::lease);
    new Thread(waiting, "waits-for-work").start();
    farm.board().submit(List.of(job("late")));
    assertThat(waiting.get(1, TimeUnit.MINUTES).spec().key()).isEqualTo("late");
  }

  @Test
  void an_interrupt_ends_the_wait() throws InterruptedException {
    FutureTask<Lease> waiting = new FutureTask<>(this::lease);
    Thread thread = new Thread(waiting, "waits-for-work");
    thread.start();
    await().until(() -> thread.getState() != Thread.State.NEW);
    thread.interrupt();
    assertThatThrownBy(() -> waiting.get(1, TimeUnit.MINUTES))
        .hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void an_interrupt_that_comes_before_the_wait_ends_it_too() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(this::lease).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void a_result_is_stored_as_it_is_and_once() throws InterruptedException {
    farm.board().submit(List.of(job("k")));
    Lease lease = lease();
    JobResult measured = result(lease, 1234.5);
    assertThat(link.submit(agent, measured)).isEqualTo(ResultReply.ACCEPTED);
    assertThat(farm.store().measurements().find(lease.job()).orElseThrow().result())
        .isEqualTo(measured);

    assertThat(link.submit(agent, measured)).isEqualTo(ResultReply.REPEATED);
    JobResult forged =
        new JobResult(
            measured.job(),
            measured.epoch() + 1,
            measured.attempt(),
            measured.device(),
            measured.started(),
            measured.elapsed(),
            measured.outcomes(),
            measured.references(),
            measured.environment());
    assertThat(link.submit(agent, forged)).isEqualTo(ResultReply.FENCED);
    assertThat(farm.store().measurements().find(lease.job()).orElseThrow().result())
        .isEqualTo(measured);
  }

  @Test
  void a_result_of_a_run_that_was_given_to_somebody_else_is_fenced() throws Exception {
    farm.board().submit(List.of(job("k")));
    Lease first = lease();
    link.fail(agent, held(first), ErrorCode.CANCELLED, "handed back");
    AgentSession other = new AgentSession("agent-2", "life");
    CoordinatorLink others = link(farm, other.agent());
    others.announce(other, new Announcement("1", List.of(target()), List.of()));
    DeviceId device = new DeviceId("lab-4/host");
    LeaseRequest wish = new LeaseRequest("r", Map.of(device, Set.of(TARGET)), PATIENCE);
    Lease second = others.lease(other, wish).orElseThrow();
    assertThat(second.job()).isEqualTo(first.job());
    assertThat(second.epoch()).isEqualTo(first.epoch() + 1);

    assertThat(link.submit(agent, result(first, 1))).isEqualTo(ResultReply.FENCED);
    assertThat(others.submit(other, result(second, 2))).isEqualTo(ResultReply.ACCEPTED);
    assertThat(farm.store().measurements().find(first.job()).orElseThrow().result())
        .isEqualTo(result(second, 2));
  }

  @Test
  void a_result_of_other_models_is_refused_for_good() throws InterruptedException {
    farm.board().submit(List.of(job("k")));
    Lease lease = lease();
    JobResult good = result(lease, 1);
    JobResult half =
        new JobResult(
            good.job(),
            good.epoch(),
            good.attempt(),
            good.device(),
            good.started(),
            good.elapsed(),
            good.outcomes().subList(0, 1),
            good.references(),
            good.environment());
    assertRefused(() -> link.submit(agent, half), ErrorCode.INVALID_REQUEST);
    await().untilAsserted(() -> assertThat(state(lease.job())).isEqualTo(JobState.POISON));
  }

  @Test
  void a_job_that_comes_back_is_given_out_again() throws InterruptedException {
    farm.board().submit(List.of(job("k")));
    Lease first = lease();
    link.fail(agent, held(first), ErrorCode.DEVICE_UNFIT, "too hot");
    Lease second = lease();
    assertThat(second.job()).isEqualTo(first.job());
    assertThat(second.epoch()).isEqualTo(first.epoch() + 1);
    link.fail(agent, held(first), ErrorCode.RUN_CRASHED, "a late word about the first run");
    assertThat(state(first.job())).isEqualTo(JobState.LEASED);
    assertThat(farm.store().catalogue().attempts(first.job()).get(0).message()).contains("too hot");
  }

  @Test
  void what_is_held_is_renewed_and_what_is_not_is_named() throws InterruptedException {
    JobBatch batch = farm.board().submit(List.of(job("cancelled")));
    Lease cancelled = lease();
    farm.board().submit(List.of(job("kept")));
    Lease kept = lease();
    batch.cancel();
    HeldLease strange = new HeldLease(new JobId(999_999), 1);
    SyncReply reply =
        link.sync(
            agent,
            new SyncRequest(
                Set.of(held(cancelled), held(kept), strange), Map.of(DEVICE, DeviceActivity.BUSY)));
    assertThat(reply.revoked()).containsExactlyInAnyOrder(cancelled.job(), strange.job());
    assertThat(reply.cancelled()).containsExactly(cancelled.job());
    assertThat(link.sync(agent, new SyncRequest(Set.of(held(kept)), Map.of())).revoked()).isEmpty();
  }

  @Test
  void a_later_life_frees_the_devices_of_an_earlier_one() throws InterruptedException {
    farm.board().submit(List.of(job("k")));
    Lease lost = lease();
    AgentSession next = new AgentSession(agent.agent(), "second-life");
    link.announce(next, hello(DeviceActivity.BUSY, agent.session()));
    assertThat(link.lease(next, request(Duration.ZERO))).as("something runs there").isEmpty();
    link.announce(next, hello(DeviceActivity.IDLE, agent.session()));
    Lease again = link.lease(next, request(PATIENCE)).orElseThrow();
    assertThat(again.job()).isEqualTo(lost.job());
    assertThat(link.submit(next, result(lost, 1))).isEqualTo(ResultReply.FENCED);
    assertThat(link.submit(next, result(again, 2))).isEqualTo(ResultReply.ACCEPTED);
  }

  @Test
  void files_arrive_byte_by_byte() {
    byte[] content = new byte[300_000];
    new Random(7).nextBytes(content);
    assertThat(link.blob(farm.store().blobs().put(content))).isEqualTo(content);
    assertThat(link.blob(farm.store().blobs().put(new byte[0]))).isEmpty();
    assertRefused(() -> link.blob("0".repeat(64)), ErrorCode.INVALID_REQUEST);
    byte[] text = "ß".getBytes(StandardCharsets.UTF_8);
    assertThat(link.blob(farm.store().blobs().put(text))).isEqualTo(text);
  }

  @Test
  void no_two_agents_get_the_same_job() throws Exception {
    int jobs = 12;
    farm.board().submit(IntStream.range(0, jobs).mapToObj(i -> job("k" + (10 + i))).toList());
    List<FutureTask<Set<JobId>>> agents = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      AgentSession from = new AgentSession("agent-" + i, "first-life");
      CoordinatorLink own = i == 1 ? link : link(farm, from.agent());
      DeviceId device = new DeviceId("device-" + i);
      own.announce(from, new Announcement("1", List.of(target()), List.of()));
      agents.add(new FutureTask<>(() -> work(own, from, device)));
    }
    agents.forEach(task -> new Thread(task, "works").start());
    Set<JobId> all = new HashSet<>();
    int done = 0;
    for (FutureTask<Set<JobId>> task : agents) {
      Set<JobId> own = task.get(2, TimeUnit.MINUTES);
      done += own.size();
      all.addAll(own);
    }
    assertThat(done).isEqualTo(jobs);
    assertThat(all).hasSize(jobs);
  }

  /** Until nothing is left. */
  private static Set<JobId> work(CoordinatorLink own, AgentSession from, DeviceId device)
      throws InterruptedException {
    Set<JobId> done = new HashSet<>();
    while (true) {
      LeaseRequest wish =
          new LeaseRequest(
              UUID.randomUUID().toString(), Map.of(device, Set.of(TARGET)), Duration.ofMillis(300));
      Optional<Lease> lease = own.lease(from, wish);
      if (lease.isEmpty()) {
        return done;
      }
      assertThat(own.submit(from, result(lease.get(), 1))).isEqualTo(ResultReply.ACCEPTED);
      done.add(lease.get().job());
    }
  }

  @Test
  void a_ledger_that_fails_is_no_reason_to_give_up() throws InterruptedException {
    farm.board().submit(List.of(job("k")));
    Lease lease = lease();
    farm.store().close();
    assertThatThrownBy(() -> link.submit(agent, result(lease, 1)))
        .isInstanceOfSatisfying(
            FarmException.class, e -> assertThat(e.type()).isEqualTo(ErrorType.ENVIRONMENT));
  }

  static void assertRefused(ThrowingCallable call, ErrorCode code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(FarmException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
