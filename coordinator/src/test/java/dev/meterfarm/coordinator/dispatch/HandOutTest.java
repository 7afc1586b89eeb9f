package dev.meterfarm.coordinator.dispatch;

import static dev.meterfarm.coordinator.Samples.AGENT;
import static dev.meterfarm.coordinator.Samples.CAMPAIGN;
import static dev.meterfarm.coordinator.Samples.DEVICE;
import static dev.meterfarm.coordinator.Samples.START;
import static dev.meterfarm.coordinator.Samples.TARGET;
import static dev.meterfarm.coordinator.Samples.held;
import static dev.meterfarm.coordinator.Samples.holder;
import static dev.meterfarm.coordinator.Samples.job;
import static dev.meterfarm.coordinator.Samples.jobs;
import static dev.meterfarm.coordinator.Samples.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.meterfarm.coordinator.Samples;
import dev.meterfarm.coordinator.queue.InMemoryWorkQueue;
import dev.meterfarm.coordinator.queue.StallingWorkQueue;
import dev.meterfarm.coordinator.queue.StartingWorkQueue;
import dev.meterfarm.coordinator.queue.WorkQueue;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.coordinator.store.GrantReply;
import dev.meterfarm.coordinator.store.JobFailure;
import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.coordinator.store.Lane;
import dev.meterfarm.coordinator.store.LeaseTerms;
import dev.meterfarm.coordinator.store.sql.SqliteStore;
import dev.meterfarm.coordinator.store.sql.TestLedger;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.DevicePlace;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.AgentSession;
import dev.meterfarm.protocol.link.AnnouncedDevice;
import dev.meterfarm.protocol.link.Announcement;
import dev.meterfarm.protocol.link.DeviceActivity;
import dev.meterfarm.protocol.link.ResultReply;
import dev.meterfarm.protocol.link.SyncReply;
import dev.meterfarm.protocol.link.SyncRequest;
import dev.meterfarm.protocol.measurement.JobResult;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandOutTest {
  private static final DispatchSettings QUICK =
      new DispatchSettings(
          new LeaseTerms(Duration.ofMillis(400), Duration.ofMillis(400)),
          4,
          Duration.ofMillis(20),
          Duration.ofMillis(100),
          Duration.ofMillis(100),
          Duration.ofMillis(20));

  @TempDir Path folder;
  private final WorkQueue queue = new InMemoryWorkQueue();
  private final List<Agent> agents = new ArrayList<>();
  private SqliteStore store;
  private HandOut handOut;

  @BeforeEach
  void start() {
    open(queue);
    store
        .campaigns()
        .create(new Campaign(CAMPAIGN, "test", "{}", 1, CampaignState.RUNNING, START, "0.1.0"));
  }

  private void open(WorkQueue hints) {
    store = SqliteStore.open(folder, new SteadyClock(Clock.systemUTC(), System::nanoTime));
    handOut = HandOut.start(TestLedger.ports(store), hints, QUICK, new Random(1));
  }

  @AfterEach
  void stop() {
    agents.forEach(Agent::stop);
    handOut.close();
    store.close();
  }

  /** Answers each lease with {@code work}, on a thread of its own. */
  private final class Agent implements Runnable {
    private final Dispatcher link = handOut.dispatcher();
    private final String name;
    private final BiConsumer<Dispatcher, Lease> work;
    private final Thread thread;
    private volatile boolean stopped;

    Agent(String name, BiConsumer<Dispatcher, Lease> work) {
      this.name = name;
      this.work = work;
      thread = new Thread(this, name);
      agents.add(this);
      thread.start();
    }

    @Override
    public void run() {
      try {
        while (!stopped) {
          link.lease(session(name), Samples.request(DEVICE, Duration.ofSeconds(5)))
              .ifPresent(lease -> work.accept(link, lease));
        }
      } catch (InterruptedException e) {
        stopped = true;
      }
    }

    void stop() {
      stopped = true;
      thread.interrupt();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Agent honestAgent() {
    return new Agent("agent-1", (link, lease) -> link.submit(AGENT, Samples.result(lease)));
  }

  private static List<String> keys(List<? extends JobOutcome> outcomes) {
    return outcomes.stream().map(outcome -> outcome.spec().key()).toList();
  }

  @Test
  void outcomes_come_in_the_order_of_their_keys() throws InterruptedException {
    honestAgent();
    List<JobSpec> specs = new ArrayList<>(jobs("k", 50));
    Collections.reverse(specs);
    ConcurrentLinkedQueue<JobOutcome> heard = new ConcurrentLinkedQueue<>();
    JobBatch batch = handOut.board().submit(specs, heard::add);
    List<JobOutcome> outcomes = batch.await();
    assertThat(keys(outcomes)).hasSize(50).isSorted();
    assertThat(outcomes).allMatch(outcome -> outcome instanceof JobOutcome.Done);
    assertThat(heard).containsExactlyInAnyOrderElementsOf(outcomes);
    assertThat(batch.settled()).isEqualTo(50);
    assertThat(handOut.board().submit(List.of()).await()).isEmpty();
  }

  @Test
  void an_idle_agent_is_woken_by_a_new_job() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    new Agent(
        "agent-1",
        (link, lease) -> {
          runs.incrementAndGet();
          link.submit(AGENT, Samples.result(lease));
        });
    for (int i = 0; i < 20; i++) {
      handOut.board().submit(List.of(job("k" + i))).await();
    }
    assertThat(runs).hasValue(20);
  }

  @Test
  void targets_of_one_device_take_turns() throws InterruptedException {
    List<JobSpec> specs = new ArrayList<>(jobs("k", 4));
    jobs("other", 4).forEach(spec -> specs.add(job(spec.key(), "other-target")));
    handOut.board().submit(specs);

    List<String> served = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      Lease lease =
          handOut
              .dispatcher()
              .lease(
                  AGENT,
                  Samples.request(
                      Map.of(DEVICE, Set.of(Samples.TARGET, "other-target")),
                      Duration.ofSeconds(5)))
              .orElseThrow();
      served.add(lease.spec().target());
      handOut.dispatcher().submit(AGENT, Samples.result(lease));
    }

    for (int i = 1; i < served.size(); i++) {
      assertThat(served.get(i)).as("%s", served).isNotEqualTo(served.get(i - 1));
    }
  }

  @Test
  void a_cleared_queue_costs_time_and_nothing_else() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    BiConsumer<Dispatcher, Lease> work =
        (link, lease) -> {
          if (runs.incrementAndGet() % 7 == 0) {
            queue.clear();
          }
          link.submit(AGENT, Samples.result(lease));
        };
    new Agent("agent-1", work);
    new Agent("agent-1", work);
    List<JobOutcome> outcomes = handOut.board().submit(jobs("k", 200)).await();
    assertThat(outcomes).hasSize(200).allMatch(outcome -> outcome instanceof JobOutcome.Done);
    assertThat(runs).hasValue(200);
  }

  @Test
  void work_goes_on_while_the_queue_is_still_starting() throws InterruptedException {
    handOut.close();
    store.close();
    CompletableFuture<WorkQueue> starting = new CompletableFuture<>();
    open(new StartingWorkQueue(starting));
    honestAgent();
    assertThat(handOut.board().submit(jobs("a", 3)).await()).hasSize(3);
    starting.complete(queue);
    assertThat(handOut.board().submit(jobs("b", 3)).await()).hasSize(3);
  }

  @Test
  void a_queue_that_hangs_holds_nothing_up() throws InterruptedException {
    handOut.close();
    store.close();
    StallingWorkQueue stalling = new StallingWorkQueue();
    open(stalling);
    honestAgent();
    assertThat(handOut.board().submit(jobs("a", 3)).await()).hasSize(3);
    stalling.stall();
    try {
      assertThat(handOut.board().submit(jobs("b", 50)).await(Duration.ofSeconds(20)))
          .hasValueSatisfying(outcomes -> assertThat(outcomes).hasSize(50));
    } finally {
      stalling.goOn();
    }
  }

  @Test
  void a_resumed_campaign_runs_only_what_is_missing() throws InterruptedException {
    Agent agent = honestAgent();
    List<JobOutcome> first = handOut.board().submit(jobs("k", 5)).await();
    agent.stop();
    handOut.close();
    store.close();

    open(queue);
    List<String> ran = new ArrayList<>();
    new Agent(
        "agent-1",
        (link, lease) -> {
          ran.add(lease.spec().key());
          link.submit(AGENT, Samples.result(lease));
        });
    List<JobOutcome> second = handOut.board().submit(jobs("k", 7)).await();
    assertThat(second.subList(0, 5)).isEqualTo(first);
    assertThat(ran).isEqualTo(keys(second.subList(5, 7)));
  }

  @Test
  void a_user_error_is_never_tried_again() throws InterruptedException {
    new Agent("agent-1", failing(ErrorCode.MODEL_UNSUPPORTED));
    assertThat(handOut.board().submit(List.of(job("a"))).await())
        .containsExactly(new JobOutcome.Failed(job("a"), ErrorCode.MODEL_UNSUPPORTED, "no", 1));
  }

  @Test
  void a_job_that_fails_wherever_nothing_else_succeeds_is_tried_until_the_attempts_are_used_up()
      throws InterruptedException {
    new Agent("agent-1", failing(ErrorCode.RUN_CRASHED));
    assertThat(handOut.board().submit(List.of(job("a"))).await())
        .containsExactly(new JobOutcome.Failed(job("a"), ErrorCode.RUN_CRASHED, "no", 4));
  }

  @Test
  void an_environment_error_is_tried_until_the_attempts_are_used_up() throws InterruptedException {
    new Agent("agent-1", failing(ErrorCode.DEVICE_UNFIT));
    List<JobFailure> retries = new ArrayList<>();
    BatchListener listener =
        new BatchListener() {
          @Override
          public void onOutcome(JobOutcome outcome) {}

          @Override
          public void onRetry(JobSpec spec, JobFailure failure) {
            retries.add(failure);
          }
        };
    assertThat(handOut.board().submit(List.of(job("a")), listener).await())
        .containsExactly(new JobOutcome.Failed(job("a"), ErrorCode.DEVICE_UNFIT, "no", 4));
    assertThat(retries).hasSize(3);
  }

  private static BiConsumer<Dispatcher, Lease> failing(ErrorCode code) {
    return (link, lease) -> link.fail(AGENT, held(lease), code, "no");
  }

  @Test
  void a_job_that_is_handed_back_is_not_counted() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    new Agent(
        "agent-1",
        (link, lease) -> {
          if (runs.incrementAndGet() <= 6) {
            failing(ErrorCode.CANCELLED).accept(link, lease);
          } else {
            link.submit(AGENT, Samples.result(lease));
          }
        });
    assertThat(handOut.board().submit(List.of(job("a"))).await().get(0))
        .isInstanceOf(JobOutcome.Done.class);
  }

  @Test
  void the_job_of_a_vanished_agent_is_given_to_another() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    new Agent(
        "agent-1",
        (link, lease) -> {
          if (runs.incrementAndGet() > 1) {
            link.submit(AGENT, Samples.result(lease));
          }
        });
    List<JobOutcome> outcomes = handOut.board().submit(List.of(job("a"))).await();
    assertThat(((JobOutcome.Done) outcomes.get(0)).result().epoch()).isEqualTo(2);
  }

  @Test
  void an_agent_that_starts_anew_need_not_wait_for_the_leases_of_its_earlier_life()
      throws InterruptedException {
    Dispatcher dispatcher = handOut.dispatcher();
    handOut.board().submit(List.of(job("k")));
    Lease lost = lease(dispatcher, AGENT).orElseThrow();
    AgentSession next = new AgentSession(AGENT.agent(), "next-life");
    assertThat(lease(dispatcher, next)).as("the device is held").isEmpty();

    AnnouncedDevice busy =
        new AnnouncedDevice(
            DEVICE, Set.of(Samples.TARGET), DevicePlace.UNKNOWN, DeviceActivity.BUSY);
    List<String> former = List.of(AGENT.session());
    dispatcher.announce(next, new Announcement("1", List.of(), List.of(busy), former));
    assertThat(lease(dispatcher, next)).as("something still runs there").isEmpty();

    AnnouncedDevice idle =
        new AnnouncedDevice(
            DEVICE, Set.of(Samples.TARGET), DevicePlace.UNKNOWN, DeviceActivity.IDLE);
    dispatcher.announce(next, new Announcement("1", List.of(), List.of(idle), former));
    Lease again = await().until(() -> lease(dispatcher, next), Optional::isPresent).orElseThrow();
    assertThat(again.job()).isEqualTo(lost.job());
    assertThat(again.epoch()).isEqualTo(lost.epoch() + 1);
    assertThat(dispatcher.submit(next, Samples.result(lost))).isEqualTo(ResultReply.FENCED);
  }

  private static Optional<Lease> lease(Dispatcher dispatcher, AgentSession from)
      throws InterruptedException {
    return dispatcher.lease(from, Samples.request(DEVICE, Duration.ZERO));
  }

  @Test
  void a_result_of_other_models_is_our_mistake_and_parks_the_job() throws InterruptedException {
    new Agent(
        "agent-1",
        (link, lease) -> {
          JobResult good = Samples.result(lease);
          JobResult bad =
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
          assertThatThrownBy(() -> link.submit(AGENT, bad)).isInstanceOf(FarmException.class);
        });
    assertThat(handOut.board().submit(List.of(job("a"))).await())
        .singleElement()
        .satisfies(
            outcome ->
                assertThat(((JobOutcome.Failed) outcome).code()).isEqualTo(ErrorCode.INTERNAL));
  }

  @Test
  void a_cancelled_batch_ends_and_its_agents_hear_of_it() throws InterruptedException {
    JobBatch batch = handOut.board().submit(jobs("k", 3));
    Lease lease =
        handOut.dispatcher().lease(AGENT, Samples.request(DEVICE, Duration.ZERO)).orElseThrow();
    assertThat(batch.await(Duration.ofMillis(1))).isEmpty();
    batch.cancel();
    assertThat(batch.await())
        .hasSize(3)
        .allMatch(o -> o instanceof JobOutcome.Failed f && f.code() == ErrorCode.CANCELLED);
    SyncReply reply =
        handOut.dispatcher().sync(AGENT, new SyncRequest(Set.of(held(lease)), Map.of()));
    assertThat(reply.revoked()).containsExactly(lease.job());
    assertThat(reply.cancelled()).containsExactly(lease.job());
    Optional<Lease> none =
        handOut.dispatcher().lease(AGENT, Samples.request(DEVICE, Duration.ZERO));
    assertThat(none).isEmpty();
  }

  @Test
  void a_job_that_lost_its_hint_is_found_although_its_line_is_never_empty()
      throws InterruptedException {
    handOut.board().submit(jobs("k", 300));
    JobId lost = queue.poll(Set.of(Lanes.name(new Lane(TARGET, CAMPAIGN)))).orElseThrow();

    Set<JobId> served = new HashSet<>();
    while (served.size() < 200 && !served.contains(lost)) {
      Lease lease =
          handOut
              .dispatcher()
              .lease(AGENT, Samples.request(DEVICE, Duration.ofSeconds(30)))
              .orElseThrow();
      served.add(lease.job());
      handOut.dispatcher().submit(AGENT, Samples.result(lease));
    }

    assertThat(served).contains(lost);
  }

  @Test
  void the_hints_of_a_cancelled_campaign_hold_up_nobody() throws InterruptedException {
    AtomicInteger inVain = new AtomicInteger();
    handOut.close();
    handOut =
        HandOut.start(
            TestLedger.ports(store),
            queue,
            QUICK,
            new Random(1),
            new JobWatcher() {
              @Override
              public void refused(GrantReply.Verdict reason) {
                inVain.incrementAndGet();
              }
            });
    handOut.board().submit(jobs("k", 500));
    store.campaigns().setState(CAMPAIGN, CampaignState.CANCELLED);
    assertThat(handOut.board().cancelCampaign(CAMPAIGN, 1_000)).isEqualTo(500);
    Campaign other = new Campaign("other", "test", "{}", 1, CampaignState.RUNNING, START, "0.1.0");
    store.campaigns().create(other);
    JobSpec like = job("o");
    handOut
        .board()
        .submit(
            List.of(
                new JobSpec(
                    other.id(),
                    like.key(),
                    like.target(),
                    like.kind(),
                    like.visit(),
                    like.models(),
                    like.plan())));

    Lease lease =
        handOut
            .dispatcher()
            .lease(AGENT, Samples.request(DEVICE, Duration.ofSeconds(30)))
            .orElseThrow();

    assertThat(lease.spec().campaign()).isEqualTo(other.id());
    assertThat(inVain).hasValueLessThan(20);
    assertThat(queue.size(Lanes.name(new Lane(TARGET, CAMPAIGN)))).isZero();
  }

  @Test
  void the_device_that_a_request_names_first_gets_the_first_job() throws InterruptedException {
    handOut.board().submit(jobs("k", 2));
    Map<DeviceId, Set<String>> idle = new LinkedHashMap<>();
    idle.put(new DeviceId("z"), Set.of(TARGET));
    idle.put(new DeviceId("a"), Set.of(TARGET));
    Lease lease =
        handOut.dispatcher().lease(AGENT, Samples.request(idle, Duration.ZERO)).orElseThrow();
    assertThat(lease.device()).isEqualTo(new DeviceId("z"));
  }

  @Test
  void a_batch_hears_of_what_others_settled_in_the_ledger() {
    JobBatch batch = handOut.board().submit(List.of(job("a")));
    JobId id = store.sweep().ready(new Lane(TARGET, CAMPAIGN), 1).get(0).id();
    Lease lease = store.ledger().grant(id, holder("agent-9"), QUICK.terms()).lease().orElseThrow();
    store.ledger().accept("agent-9", Samples.result(lease));
    await().until(() -> batch.settled() == 1);
    assertThat(store.plan().count(CAMPAIGN)).containsOnlyKeys(JobState.DONE);
  }

  @Test
  void a_listener_that_throws_fails_its_batch() {
    honestAgent();
    JobBatch batch =
        handOut
            .board()
            .submit(
                List.of(job("a")),
                outcome -> {
                  throw new IllegalStateException("no thanks");
                });
    assertThatThrownBy(batch::await).hasMessage("no thanks");
  }

  @Test
  void files_are_handed_out_by_content() {
    byte[] content = {1, 2, 3};
    String name = store.blobs().put(content);
    assertThat(handOut.dispatcher().blob(name)).isEqualTo(content);
    assertThatThrownBy(() -> handOut.dispatcher().blob("beef")).hasMessageContaining("beef");
  }
}
