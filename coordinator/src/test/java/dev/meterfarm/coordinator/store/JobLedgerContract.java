package dev.meterfarm.coordinator.store;

import static dev.meterfarm.coordinator.Samples.AGENT;
import static dev.meterfarm.coordinator.Samples.CAMPAIGN;
import static dev.meterfarm.coordinator.Samples.DEADLINE;
import static dev.meterfarm.coordinator.Samples.DEVICE;
import static dev.meterfarm.coordinator.Samples.START;
import static dev.meterfarm.coordinator.Samples.TARGET;
import static dev.meterfarm.coordinator.Samples.held;
import static dev.meterfarm.coordinator.Samples.holder;
import static dev.meterfarm.coordinator.Samples.job;
import static dev.meterfarm.coordinator.Samples.jobs;
import static dev.meterfarm.coordinator.Samples.model;
import static dev.meterfarm.coordinator.Samples.result;
import static dev.meterfarm.coordinator.Samples.session;
import static dev.meterfarm.coordinator.store.GrantReply.Verdict.DEVICE_FULL;
import static dev.meterfarm.coordinator.store.GrantReply.Verdict.DEVICE_HELD;
import static dev.meterfarm.coordinator.store.GrantReply.Verdict.GRANTED;
import static dev.meterfarm.coordinator.store.GrantReply.Verdict.JOB_GONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.lease.HeldLease;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.AgentSession;
import dev.meterfarm.protocol.link.ResultReply;
import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.testkit.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every ledger must do. */
public abstract class JobLedgerContract {
  protected static final LeaseTerms TERMS =
      new LeaseTerms(Duration.ofSeconds(60), Duration.ofSeconds(60));

  /** Three tries, ten seconds apart. */
  private static final RetryRule RULE =
      (failures, max) ->
          failures.size() < 3 ? Optional.of(Duration.ofSeconds(10)) : Optional.empty();

  private static final Set<String> TARGETS = Set.of(TARGET);

  protected final SettableClock clock = new SettableClock(START);
  private Store ports;
  private CampaignStore campaigns;

  /** Opens the ledger, or opens it again on the same data after it was closed. */
  protected abstract Store open();

  @BeforeEach
  void prepare() {
    connect();
    campaigns.create(campaign(CAMPAIGN));
  }

  @AfterEach
  void close() {
    ports.close();
  }

  private void connect() {
    ports = open();
    campaigns = ports.campaigns();
  }

  protected static Campaign campaign(String id) {
    return new Campaign(id, "a name", "{\"seed\":1}", 1, CampaignState.RUNNING, START, "0.1.0");
  }

  private JobId enqueued(String key) {
    return ports.plan().enqueue(List.of(job(key)), 3).get(0).id();
  }

  private Lease granted(JobId job) {
    return granted(job, holder("agent-1", DEVICE)).orElseThrow();
  }

  private Optional<Lease> granted(JobId job, Holder holder) {
    return ports.ledger().grant(job, holder, TERMS).lease();
  }

  private GrantReply.Verdict verdict(JobId job, Holder holder) {
    return ports.ledger().grant(job, holder, TERMS).verdict();
  }

  private JobState state(JobId job) {
    return ports.plan().states(List.of(job)).get(job);
  }

  @Test
  void a_job_goes_from_plan_to_result() {
    JobId id = enqueued("a");
    assertThat(state(id)).isEqualTo(JobState.READY);

    Lease lease = granted(id);
    assertThat(lease.spec()).isEqualTo(job("a"));
    assertThat(lease.epoch()).isEqualTo(1);
    assertThat(lease.attempt()).isEqualTo(1);
    assertThat(lease.remaining()).isEqualTo(TERMS.lease());
    assertThat(state(id)).isEqualTo(JobState.LEASED);

    JobResult result = result(lease);
    assertThat(ports.ledger().accept("agent-1", result)).isEqualTo(ResultReply.ACCEPTED);
    assertThat(state(id)).isEqualTo(JobState.DONE);
    CompletedJob done = ports.measurements().find(id).orElseThrow();
    assertThat(done.spec()).isEqualTo(job("a"));
    assertThat(done.result()).isEqualTo(result);
    assertThat(done.suspects()).isEmpty();
  }

  @Test
  void accepted_measurements_come_page_by_page_in_the_order_of_jobs() {
    List<JobId> ids = jobs("k", 5).stream().map(spec -> enqueued(spec.key())).toList();
    for (JobId id : List.of(ids.get(4), ids.get(0), ids.get(2))) {
      ports.ledger().accept("agent-1", result(granted(id)));
    }
    campaigns.create(campaign("another"));

    MeasurementPage first = ports.measurements().page(CAMPAIGN, new JobId(0), 2);
    assertThat(first.columns()).startsWith("campaign", "job", "job_key").contains("label_ns");
    assertThat(first.rows()).as("two models of each").isEqualTo(4);
    assertThat(first.last()).contains(ids.get(2));
    assertThat(first.csv().lines()).hasSize(4).allMatch(line -> line.startsWith(CAMPAIGN + ","));
    MeasurementPage second = ports.measurements().page(CAMPAIGN, ids.get(2), 2);
    assertThat(second.csv()).contains(",k000004,").contains("child ended with signal 11");
    assertThat(second.last()).contains(ids.get(4));
    MeasurementPage end = ports.measurements().page(CAMPAIGN, ids.get(4), 2);
    assertThat(end.rows()).isZero();
    assertThat(end.last()).isEmpty();
    assertThat(ports.measurements().page("another", new JobId(0), 2).rows()).isZero();
  }

  @Test
  void a_grant_tells_how_long_the_job_was_ready() {
    JobId id = enqueued("a");
    clock.advance(Duration.ofSeconds(7));
    GrantReply first = ports.ledger().grant(id, holder("agent-1", DEVICE), TERMS);
    assertThat(first.waited()).contains(Duration.ofSeconds(7));
    Lease lease = first.lease().orElseThrow();
    ports.ledger().fail(session("agent-1"), held(lease), ErrorCode.DEVICE_UNFIT, "hot", RULE);
    clock.advance(Duration.ofSeconds(10));
    assertThat(ports.sweep().wake()).hasSize(1);
    clock.advance(Duration.ofSeconds(3));
    assertThat(ports.ledger().grant(id, holder("agent-1", DEVICE), TERMS).waited())
        .as("the pause after a failure is no wait")
        .contains(Duration.ofSeconds(3));
    JobId other = enqueued("b");
    campaigns.changeState(CAMPAIGN, CampaignState.RUNNING, CampaignState.PAUSED);
    campaigns.changeState(CAMPAIGN, CampaignState.PAUSED, CampaignState.RUNNING);
    assertThat(ports.ledger().grant(other, holder("agent-2"), TERMS).waited())
        .as("how long it would have waited without the pause is not known")
        .isEmpty();
  }

  @Test
  void everything_survives_a_restart() {
    JobId done = enqueued("a");
    JobResult result = result(granted(done));
    ports.ledger().accept("agent-1", result);
    JobId leased = enqueued("b");
    Lease lease = granted(leased);
    ports.decisions().put(CAMPAIGN, "fusion/conv-relu", "{\"verdict\":\"FUSED\"}");

    close();
    connect();

    assertThat(ports.measurements().find(done).orElseThrow().result()).isEqualTo(result);
    assertThat(state(leased)).isEqualTo(JobState.LEASED);
    assertThat(ports.ledger().renew(AGENT, Set.of(held(lease)), TERMS)).isEmpty();
    assertThat(ports.ledger().accept("agent-1", result(lease))).isEqualTo(ResultReply.ACCEPTED);
    assertThat(ports.decisions().find(CAMPAIGN, "fusion/conv-relu"))
        .contains("{\"verdict\":\"FUSED\"}");
    assertThat(campaigns.find(CAMPAIGN)).contains(campaign(CAMPAIGN));
  }

  @Test
  void planning_a_job_again_keeps_what_it_has() {
    List<PlannedJob> first = ports.plan().enqueue(jobs("k", 3), 3);
    ports.ledger().accept("agent-1", result(granted(first.get(1).id())));
    granted(first.get(2).id());

    List<PlannedJob> second = ports.plan().enqueue(jobs("k", 4), 3);

    assertThat(second.subList(0, 3).stream().map(PlannedJob::id))
        .isEqualTo(first.stream().map(PlannedJob::id).toList());
    assertThat(second.stream().map(PlannedJob::state))
        .containsExactly(JobState.READY, JobState.DONE, JobState.LEASED, JobState.READY);
  }

  @Test
  void a_key_cannot_change_its_meaning() {
    JobSpec planned = job("a");
    enqueued("a");
    JobSpec other =
        new JobSpec(
            planned.campaign(),
            planned.key(),
            planned.target(),
            planned.kind(),
            planned.visit(),
            List.of(model("another")),
            planned.plan());
    assertThatThrownBy(() -> ports.plan().enqueue(List.of(job("b"), other), 3))
        .isInstanceOfSatisfying(
            FarmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    assertThat(ports.plan().count(CAMPAIGN)).containsOnly(Map.entry(JobState.READY, 1));
  }

  @Test
  void only_one_agent_gets_a_job() {
    JobId id = enqueued("a");
    Holder phone = Holder.of(session("agent-2"), new DeviceId("phone"), Set.of("phone"));
    assertThat(verdict(id, phone)).isEqualTo(JOB_GONE);
    granted(id);
    assertThat(verdict(id, holder("agent-2"))).isEqualTo(JOB_GONE);
    assertThat(verdict(new JobId(4711), holder("agent-2"))).isEqualTo(JOB_GONE);
  }

  @Test
  void a_repeated_result_is_acknowledged_and_changes_nothing() {
    Lease lease = granted(enqueued("a"));
    JobResult first = result(lease, 1000);
    ports.ledger().accept("agent-1", first);
    assertThat(ports.ledger().accept("agent-1", result(lease, 2000)))
        .isEqualTo(ResultReply.REPEATED);
    assertThat(ports.measurements().find(lease.job()).orElseThrow().result()).isEqualTo(first);
  }

  @Test
  void a_result_under_an_old_epoch_is_kept_apart() {
    Lease old = granted(enqueued("a"));
    clock.advance(TERMS.lease());
    assertThat(ports.sweep().expire(RULE)).hasSize(1);
    clock.advance(Duration.ofSeconds(10));
    ports.sweep().wake();
    Lease current = granted(old.job());
    assertThat(current.epoch()).isEqualTo(2);

    assertThat(ports.ledger().accept("agent-1", result(old))).isEqualTo(ResultReply.FENCED);
    assertThat(ports.measurements().find(old.job())).isEmpty();
    assertThat(ports.ledger().accept("agent-2", result(current, 7)))
        .as("not that agent's lease")
        .isEqualTo(ResultReply.FENCED);
    assertThat(ports.ledger().accept("agent-1", result(current, 7)))
        .isEqualTo(ResultReply.ACCEPTED);
  }

  @Test
  void a_late_result_counts_while_nobody_else_has_the_job() {
    Lease inBackoff = granted(enqueued("a"));
    Lease ready = granted(enqueued("b"));
    clock.advance(TERMS.lease());
    ports.sweep().expire(RULE);
    assertThat(state(inBackoff.job())).isEqualTo(JobState.BACKOFF);
    assertThat(ports.ledger().accept("agent-1", result(inBackoff))).isEqualTo(ResultReply.ACCEPTED);
    clock.advance(Duration.ofSeconds(10));
    assertThat(ports.sweep().wake()).hasSize(1);
    assertThat(ports.ledger().accept("agent-1", result(ready))).isEqualTo(ResultReply.ACCEPTED);
    assertThat(ports.plan().count(CAMPAIGN)).containsOnlyKeys(JobState.DONE);
  }

  @Test
  void a_result_that_does_not_fit_its_job_is_refused() {
    Lease a = granted(enqueued("a"));
    Lease b = granted(enqueued("b"));
    JobResult mixed = result(new Lease(a.job(), b.spec(), a.device(), a.epoch(), 1, a.remaining()));
    assertThatThrownBy(() -> ports.ledger().accept("agent-1", mixed))
        .hasMessageContaining("one outcome for each of its models");
    DeviceId other = new DeviceId("other");
    JobResult elsewhere = result(new Lease(a.job(), a.spec(), other, 1, 1, a.remaining()));
    assertThatThrownBy(() -> ports.ledger().accept("agent-1", elsewhere))
        .hasMessageContaining("must come from the device device-7");
    assertThat(state(a.job())).isEqualTo(JobState.LEASED);
  }

  @Test
  void a_lease_is_renewed_but_never_past_the_deadline() {
    Lease lease = granted(enqueued("a"));
    Set<JobId> job = Set.of(lease.job());
    Set<HeldLease> held = Set.of(held(lease));
    Set<HeldLease> older = Set.of(new HeldLease(lease.job(), 0));
    AgentSession later = new AgentSession("agent-1", "second-life");
    assertThat(ports.ledger().renew(session("agent-2"), held, TERMS)).isEqualTo(job);
    assertThat(ports.ledger().renew(later, held, TERMS)).isEqualTo(job);
    assertThat(ports.ledger().renew(AGENT, older, TERMS)).isEqualTo(job);

    Duration inAll = DEADLINE.plus(TERMS.margin());
    for (Duration t = Duration.ZERO; t.compareTo(inAll) < 0; t = t.plusSeconds(30)) {
      assertThat(ports.ledger().renew(AGENT, held, TERMS)).isEmpty();
      assertThat(ports.sweep().expire(RULE)).isEmpty();
      clock.advance(Duration.ofSeconds(30));
    }
    assertThat(ports.ledger().renew(AGENT, held, TERMS)).isEqualTo(job);
    assertThat(ports.sweep().expire(RULE))
        .singleElement()
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.RUN_TIMED_OUT));
  }

  @Test
  void failures_lead_to_poison_and_a_person_can_release_it() {
    JobId id = enqueued("a");
    for (int i = 1; i <= 3; i++) {
      Lease lease = granted(id);
      JobFailure failure = fail(lease).orElseThrow();
      assertThat(failure.attempts()).isEqualTo(i);
      assertThat(fail(lease)).as("a failure counts once").isEmpty();
      assertThat(ports.ledger().accept("agent-1", result(lease))).isEqualTo(ResultReply.FENCED);
      clock.advance(Duration.ofSeconds(10));
      ports.sweep().wake();
    }
    assertThat(state(id)).isEqualTo(JobState.POISON);
    assertThat(ports.plan().failure(id))
        .contains(
            new JobFailure(
                id,
                TARGET,
                JobState.POISON,
                "agent-1",
                DEVICE,
                ErrorCode.RUN_CRASHED,
                "signal 11",
                3));
    assertThat(ports.plan().enqueue(List.of(job("a")), 3).get(0).state())
        .isEqualTo(JobState.POISON);

    assertThat(ports.plan().releasePoisoned(CAMPAIGN)).containsExactly(id);
    Lease again = granted(id);
    assertThat(again.epoch()).isEqualTo(4);
    assertThat(fail(again).orElseThrow().state()).isEqualTo(JobState.BACKOFF);
  }

  private Optional<JobFailure> fail(Lease lease) {
    return ports.ledger().fail(AGENT, held(lease), ErrorCode.RUN_CRASHED, "signal 11", RULE);
  }

  @Test
  void cancelled_jobs_are_lost_to_their_agents_and_can_be_planned_again() {
    Lease lease = granted(enqueued("a"));
    JobId ready = enqueued("b");
    assertThat(ports.plan().cancelCampaign(CAMPAIGN, 9)).containsExactly(lease.job(), ready);
    assertThat(ports.ledger().renew(AGENT, Set.of(held(lease)), TERMS))
        .containsExactly(lease.job());
    assertThat(ports.ledger().accept("agent-1", result(lease))).isEqualTo(ResultReply.FENCED);
    assertThat(ports.sweep().readyLanes()).isEmpty();

    assertThat(ports.plan().enqueue(List.of(job("a"), job("b")), 3).stream().map(PlannedJob::state))
        .containsOnly(JobState.READY);
    assertThat(granted(lease.job()).epoch()).isEqualTo(2);
  }

  @Test
  void a_campaign_is_cancelled_piece_by_piece_and_hands_out_nothing_meanwhile() {
    List<JobId> ids = ports.plan().enqueue(jobs("k", 5), 3).stream().map(PlannedJob::id).toList();
    Lease lease = granted(ids.get(1));
    campaigns.setState(CAMPAIGN, CampaignState.CANCELLED);
    assertThat(ports.sweep().readyLanes()).isEmpty();
    assertThat(verdict(ids.get(0), holder("agent-2"))).isEqualTo(JOB_GONE);

    List<JobId> cancelled = new ArrayList<>(ports.plan().cancelCampaign(CAMPAIGN, 3));
    assertThat(cancelled).hasSize(3);
    cancelled.addAll(ports.plan().cancelCampaign(CAMPAIGN, 3));
    assertThat(cancelled).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(ports.plan().cancelCampaign(CAMPAIGN, 3)).isEmpty();
    assertThat(ports.plan().count(CAMPAIGN)).isEqualTo(Map.of(JobState.CANCELLED, 5));
    assertThat(ports.ledger().renew(AGENT, Set.of(held(lease)), TERMS))
        .containsExactly(lease.job());
  }

  @Test
  void a_paused_campaign_hands_out_nothing_but_takes_results() {
    Lease lease = granted(enqueued("a"));
    JobId ready = enqueued("b");
    campaigns.setState(CAMPAIGN, CampaignState.PAUSED);
    assertThat(state(ready)).isEqualTo(JobState.PENDING);
    assertThat(ports.plan().enqueue(List.of(job("c")), 3).get(0).state())
        .isEqualTo(JobState.PENDING);
    assertThat(ports.sweep().readyLanes()).isEmpty();
    assertThat(ports.sweep().ready(new Lane(TARGET, CAMPAIGN), 10)).isEmpty();
    assertThat(verdict(ready, holder("agent-1"))).isEqualTo(JOB_GONE);
    assertThat(ports.ledger().accept("agent-1", result(lease))).isEqualTo(ResultReply.ACCEPTED);
    campaigns.setState(CAMPAIGN, CampaignState.RUNNING);
    assertThat(ports.sweep().ready(new Lane(TARGET, CAMPAIGN), 10))
        .hasSize(2)
        .extracting(PlannedJob::id)
        .contains(ready);
  }

  @Test
  void a_large_campaign_rests_and_goes_on_piece_by_piece_and_hands_out_nothing_while_it_rests() {
    List<JobId> many =
        ports.plan().enqueue(jobs("k", 1_200), 3).stream().map(PlannedJob::id).toList();
    JobId elsewhere = ports.plan().enqueue(List.of(job("x", "z-target")), 3).get(0).id();
    Lease lease = granted(many.get(600));

    campaigns.setState(CAMPAIGN, CampaignState.PAUSED);
    assertThat(state(many.get(0))).isEqualTo(JobState.PENDING);
    assertThat(state(many.get(1_199))).as("has not followed yet").isEqualTo(JobState.READY);
    assertThat(verdict(many.get(1_199), holder("agent-2"))).isEqualTo(JOB_GONE);
    assertThat(ports.sweep().readyLanes()).isEmpty();
    assertThat(ports.sweep().follow()).as("500 and one").isEqualTo(501);
    assertThat(state(elsewhere)).isEqualTo(JobState.PENDING);
    followAll();
    assertThat(ports.plan().count(CAMPAIGN))
        .isEqualTo(Map.of(JobState.PENDING, 1_200, JobState.LEASED, 1));

    assertThat(ports.ledger().accept("agent-1", result(lease))).isEqualTo(ResultReply.ACCEPTED);
    campaigns.setState(CAMPAIGN, CampaignState.RUNNING);
    assertThat(state(many.get(0))).isEqualTo(JobState.READY);
    assertThat(state(many.get(1_199))).isEqualTo(JobState.PENDING);
    followAll();
    assertThat(ports.plan().count(CAMPAIGN))
        .isEqualTo(Map.of(JobState.READY, 1_200, JobState.DONE, 1));
  }

  private void followAll() {
    int most = 0;
    for (int moved = ports.sweep().follow(); moved > 0; moved = ports.sweep().follow()) {
      most = Math.max(most, moved);
    }
    assertThat(most).as("in one transaction").isBetween(1, 501);
    assertThat(ports.sweep().follow()).isZero();
  }

  @Test
  void jobs_follow_a_campaign_that_changes_its_mind() {
    ports.plan().enqueue(jobs("k", 1_100), 3);
    campaigns.setState(CAMPAIGN, CampaignState.PAUSED);
    campaigns.setState(CAMPAIGN, CampaignState.RUNNING);
    assertThat(ports.sweep().follow()).as("those that had followed are back").isZero();
    assertThat(ports.plan().count(CAMPAIGN)).isEqualTo(Map.of(JobState.READY, 1_100));

    campaigns.setState(CAMPAIGN, CampaignState.PAUSED);
    campaigns.setState(CAMPAIGN, CampaignState.CANCELLED);
    assertThat(ports.sweep().follow()).as("they are cancelled instead").isZero();
    assertThat(ports.plan().cancelCampaign(CAMPAIGN, 2_000)).hasSize(1_100);
  }

  @Test
  void lanes_and_devices_for_which_something_is_ready_are_found() {
    campaigns.create(campaign("campaign-2"));
    ports.plan().enqueue(List.of(job("a", "b-target"), job("b", "a-target"), job("c")), 3);
    ports.plan().enqueueOn(new DeviceId("d-2"), List.of(job("d"), job("e")), 3);
    ports.plan().enqueueOn(new DeviceId("d-1"), List.of(job("f")), 3);
    assertThat(ports.sweep().readyLanes())
        .containsExactly(
            new Lane("a-target", CAMPAIGN),
            new Lane("b-target", CAMPAIGN),
            new Lane(TARGET, CAMPAIGN));
    assertThat(ports.sweep().readyDevices())
        .containsExactly(new DeviceId("d-1"), new DeviceId("d-2"));
    assertThat(ports.sweep().readyOn(Set.of(new DeviceId("d-2")), 9))
        .extracting(PlannedJob::key)
        .containsExactly("d", "e");
    assertThat(ports.sweep().ready(new Lane(TARGET, CAMPAIGN), 9))
        .extracting(PlannedJob::key)
        .containsExactly("c");
    assertThat(ports.plan().count(CAMPAIGN)).isEqualTo(Map.of(JobState.READY, 6));

    campaigns.setState(CAMPAIGN, CampaignState.PAUSED);
    assertThat(ports.sweep().readyLanes()).isEmpty();
    assertThat(ports.sweep().readyDevices()).isEmpty();
    assertThat(ports.sweep().readyOn(Set.of(new DeviceId("d-2")), 9)).isEmpty();
  }

  @Test
  void what_fails_harms_nothing_that_is_written_together_with_it() {
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      leases.add(granted(enqueued("k" + i), holder("agent-" + i)).orElseThrow());
    }
    IntStream.range(0, leases.size())
        .parallel()
        .forEach(
            i -> {
              JobResult good = result(leases.get(i));
              if (i % 4 == 0) {
                assertThatThrownBy(() -> ports.ledger().accept("agent-" + i, halfOf(good)))
                    .isInstanceOf(FarmException.class)
                    .hasMessageContaining("one outcome for each of its models");
              } else {
                assertThat(ports.ledger().accept("agent-" + i, good))
                    .isEqualTo(ResultReply.ACCEPTED);
              }
            });
    assertThat(ports.plan().count(CAMPAIGN))
        .isEqualTo(Map.of(JobState.LEASED, 10, JobState.DONE, 30));
  }

  private static JobResult halfOf(JobResult result) {
    return new JobResult(
        result.job(),
        result.epoch(),
        result.attempt(),
        result.device(),
        result.started(),
        result.elapsed(),
        result.outcomes().subList(0, 1),
        result.references(),
        result.environment());
  }

  @Test
  void what_becomes_ready_in_a_paused_campaign_waits_for_it_to_go_on() {
    Lease lost = granted(enqueued("a"));
    Lease late = granted(enqueued("b"));
    campaigns.setState(CAMPAIGN, CampaignState.PAUSED);
    clock.advance(TERMS.lease());
    ports.sweep().expire(RULE);
    clock.advance(Duration.ofSeconds(10));
    assertThat(ports.sweep().wake()).hasSize(2);
    assertThat(ports.plan().count(CAMPAIGN)).containsOnly(Map.entry(JobState.PENDING, 2));
    assertThat(ports.ledger().accept("agent-1", result(late))).isEqualTo(ResultReply.ACCEPTED);
    assertThat(ports.plan().settled(List.of(lost.job(), late.job())))
        .containsOnly(Map.entry(late.job(), JobState.DONE));

    campaigns.setState(CAMPAIGN, CampaignState.RUNNING);
    assertThat(granted(lost.job()).epoch()).isEqualTo(2);
  }

  @Test
  void the_end_of_thousands_of_jobs_is_found_at_once() {
    List<JobId> ids = ports.plan().enqueue(jobs("k", 450), 3).stream().map(PlannedJob::id).toList();
    ports.plan().cancel(ids.subList(199, 402));
    assertThat(ports.plan().settled(ids).keySet())
        .containsExactlyInAnyOrderElementsOf(ids.subList(199, 402));
    assertThat(ports.plan().states(ids)).hasSize(450);
  }

  @Test
  void leases_of_a_dead_process_are_reclaimed_without_counting() {
    Lease lease = granted(enqueued("a"));
    assertThat(ports.sweep().reclaimAll()).isEqualTo(1);
    Lease again = granted(lease.job());
    assertThat(again.epoch()).isEqualTo(2);
    assertThat(fail(again).orElseThrow().state()).isEqualTo(JobState.BACKOFF);
  }

  @Test
  void a_device_belongs_to_one_session_until_that_has_reported_everything() {
    JobId third = enqueued("c");
    Lease first = granted(enqueued("a"));
    Lease ahead = granted(enqueued("b"));
    Holder again = holder("agent-1", DEVICE);
    Holder other = holder("agent-2", DEVICE);
    Holder later = new Holder("agent-1", "second-life", DEVICE, TARGETS);
    assertThat(verdict(third, again)).as("one runs, one is prepared").isEqualTo(DEVICE_FULL);
    assertThat(verdict(third, other)).isEqualTo(DEVICE_HELD);
    assertThat(verdict(third, later)).isEqualTo(DEVICE_HELD);
    assertThat(state(third)).isEqualTo(JobState.READY);

    ports.ledger().accept("agent-1", result(first));
    assertThat(verdict(third, other)).as("the prepared one runs now").isEqualTo(DEVICE_HELD);
    assertThat(fail(ahead)).isPresent();
    assertThat(verdict(third, other)).isEqualTo(GRANTED);
    assertThat(verdict(enqueued("d"), again)).isEqualTo(DEVICE_HELD);
  }

  @Test
  void a_silent_agents_device_stays_held_past_its_lease_though_its_job_goes_elsewhere() {
    JobId waiting = enqueued("b");
    Lease lease = granted(enqueued("a"));
    clock.advance(Duration.ofSeconds(30));
    ports.ledger().renew(AGENT, Set.of(held(lease)), TERMS);
    clock.advance(TERMS.lease());
    ports.sweep().expire(RULE);
    clock.advance(Duration.ofSeconds(10));
    ports.sweep().wake();
    assertThat(verdict(lease.job(), holder("agent-2"))).as("on its own device").isEqualTo(GRANTED);

    Holder other = holder("agent-3", DEVICE);
    assertThat(verdict(waiting, other)).isEqualTo(DEVICE_HELD);
    clock.advance(TERMS.deviceGrace().minusSeconds(10).minusMillis(1));
    assertThat(verdict(waiting, other)).isEqualTo(DEVICE_HELD);
    clock.advance(Duration.ofMillis(1));
    assertThat(verdict(waiting, other)).isEqualTo(GRANTED);
  }

  @Test
  void an_agent_that_starts_anew_frees_the_devices_of_its_earlier_life_at_once() {
    Lease lease = granted(enqueued("a"));
    JobId waiting = enqueued("b");
    AgentSession later = new AgentSession("agent-1", "second-life");
    assertThat(ports.ledger().over(session("agent-2"), DEVICE, RULE)).isEmpty();
    assertThat(ports.ledger().over(later, DEVICE, RULE)).isEmpty();
    assertThat(verdict(waiting, holder("agent-2", DEVICE))).isEqualTo(DEVICE_HELD);

    assertThat(ports.ledger().over(AGENT, DEVICE, RULE))
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.job()).isEqualTo(lease.job());
              assertThat(failure.code()).isEqualTo(ErrorCode.LINK_FAILED);
              assertThat(failure.state()).isEqualTo(JobState.BACKOFF);
            });
    assertThat(verdict(waiting, Holder.of(later, DEVICE, TARGETS))).isEqualTo(GRANTED);
    assertThat(ports.ledger().accept("agent-1", result(lease)))
        .as("what the earlier life had measured is welcome")
        .isEqualTo(ResultReply.ACCEPTED);
    assertThat(ports.ledger().over(AGENT, DEVICE, RULE)).as("said once more, late").isEmpty();
    assertThat(verdict(enqueued("c"), holder("agent-2", DEVICE)))
        .as("the later life still has a job there")
        .isEqualTo(DEVICE_HELD);
  }

  @Test
  void a_cancelled_run_keeps_its_device_from_others_until_its_agent_must_have_stopped() {
    Lease earlier = granted(enqueued("a"));
    Lease cancelled = granted(enqueued("b"));
    JobId waiting = enqueued("c");
    ports.plan().cancel(Set.of(cancelled.job()));
    ports.ledger().accept("agent-1", result(earlier));
    assertThat(verdict(waiting, holder("agent-2", DEVICE)))
        .as("a report about another job does not mean that the cancelled one has stopped")
        .isEqualTo(DEVICE_HELD);
    clock.advance(TERMS.lease().plus(TERMS.deviceGrace()));
    assertThat(verdict(waiting, holder("agent-2", DEVICE))).isEqualTo(GRANTED);
  }

  @Test
  void an_expired_run_keeps_its_device_whatever_else_is_reported_from_there() {
    JobId waiting = enqueued("c");
    granted(enqueued("a"));
    clock.advance(Duration.ofSeconds(30));
    Lease later = granted(enqueued("b"));
    clock.advance(Duration.ofSeconds(30));
    assertThat(ports.sweep().expire(RULE)).hasSize(1);
    ports.ledger().accept("agent-1", result(later));
    assertThat(verdict(waiting, holder("agent-2", DEVICE))).isEqualTo(DEVICE_HELD);
  }

  @Test
  void leases_of_a_dead_process_hold_no_device() {
    granted(enqueued("a"));
    JobId waiting = enqueued("b");
    ports.sweep().reclaimAll();
    assertThat(verdict(waiting, holder("agent-2", DEVICE))).isEqualTo(GRANTED);
  }

  @Test
  void of_many_who_race_one_gets_each_job_and_one_has_each_device() throws InterruptedException {
    List<JobId> jobs = ports.plan().enqueue(jobs("k", 40), 3).stream().map(PlannedJob::id).toList();
    ConcurrentLinkedQueue<Lease> leases = new ConcurrentLinkedQueue<>();
    Map<DeviceId, String> users = new ConcurrentHashMap<>();
    ConcurrentLinkedQueue<String> clashes = new ConcurrentLinkedQueue<>();
    List<Thread> racers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String agent = "racer-" + i;
      DeviceId device = new DeviceId("device-" + i % 2);
      racers.add(
          new Thread(
              () -> {
                for (JobId job : jobs) {
                  granted(job, holder(agent, device))
                      .ifPresent(
                          lease -> {
                            String other = users.putIfAbsent(device, agent);
                            if (other != null) {
                              clashes.add(agent + " and " + other + " on " + device);
                            }
                            leases.add(lease);
                            users.remove(device);
                            ports.ledger().accept(agent, result(lease));
                          });
                }
              }));
    }
    racers.forEach(Thread::start);
    for (Thread racer : racers) {
      racer.join();
    }
    assertThat(clashes).isEmpty();
    assertThat(leases).extracting(Lease::job).doesNotHaveDuplicates();
    assertThat(leases).isNotEmpty().allMatch(lease -> lease.epoch() == 1);
    assertThat(ports.measurements().completedKeys(CAMPAIGN, "")).hasSize(leases.size());
  }

  @Test
  void a_result_that_is_sent_by_two_at_once_counts_once() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      Lease lease = granted(enqueued("k" + i));
      ConcurrentLinkedQueue<ResultReply> replies = new ConcurrentLinkedQueue<>();
      List<Thread> senders = new ArrayList<>();
      for (int sender = 0; sender < 3; sender++) {
        senders.add(new Thread(() -> replies.add(ports.ledger().accept("agent-1", result(lease)))));
      }
      senders.forEach(Thread::start);
      for (Thread sender : senders) {
        sender.join();
      }
      assertThat(replies)
          .containsExactlyInAnyOrder(
              ResultReply.ACCEPTED, ResultReply.REPEATED, ResultReply.REPEATED);
    }
  }

  @Test
  void results_come_in_the_order_of_their_keys() {
    List<PlannedJob> planned = new ArrayList<>(ports.plan().enqueue(jobs("round-1/", 250), 3));
    planned.addAll(ports.plan().enqueue(jobs("round-2/", 3), 3));
    Collections.reverse(planned);
    planned.forEach(job -> ports.ledger().accept("agent-1", result(granted(job.id()))));

    List<String> seen = new ArrayList<>();
    ports.measurements().forEach(CAMPAIGN, "round-1/", done -> seen.add(done.spec().key()));
    assertThat(seen).hasSize(250).isSorted();
    assertThat(ports.measurements().completedKeys(CAMPAIGN, "round-1/"))
        .containsExactlyElementsOf(seen);
    assertThat(ports.measurements().completedKeys(CAMPAIGN, "")).hasSize(253);
    assertThat(ports.measurements().count(CAMPAIGN)).as("one model of two ran").isEqualTo(253);
  }

  @Test
  void a_suspect_is_marked_beside_the_raw_row() {
    Lease lease = granted(enqueued("a"));
    JobResult result = result(lease);
    ports.ledger().accept("agent-1", result);
    ports.measurements().markSuspect(lease.job(), 0, "drift");
    ports.measurements().markSuspect(lease.job(), 0, "drift of 12 %");
    CompletedJob done = ports.measurements().find(lease.job()).orElseThrow();
    assertThat(done.suspects()).containsOnly(Map.entry(0, "drift of 12 %"));
    assertThat(done.result()).isEqualTo(result);
    assertThatThrownBy(() -> ports.measurements().markSuspect(lease.job(), 2, "drift"))
        .isInstanceOf(FarmException.class);
  }

  @Test
  void decisions_are_found_by_prefix() {
    ports.decisions().put(CAMPAIGN, "fusion/b", "2");
    ports.decisions().put(CAMPAIGN, "fusion/a", "1");
    ports.decisions().put(CAMPAIGN, "frozen/a", "3");
    assertThat(ports.decisions().findAll(CAMPAIGN, "fusion/"))
        .containsExactly(Map.entry("fusion/a", "1"), Map.entry("fusion/b", "2"));
    assertThat(ports.decisions().putIfAbsent(CAMPAIGN, "fusion/a", "9")).isEqualTo("1");
    assertThat(ports.decisions().putIfAbsent(CAMPAIGN, "fusion/c", "9")).isEqualTo("9");
    ports.decisions().put(CAMPAIGN, "fusion/a", "4");
    assertThat(ports.decisions().find(CAMPAIGN, "fusion/a")).contains("4");
  }

  @Test
  void blobs_are_kept_by_content() {
    byte[] content = {1, 2, 3};
    String name = ports.blobs().put(content);
    assertThat(name).isEqualTo("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81");
    assertThat(ports.blobs().put(content)).isEqualTo(name);
    assertThat(ports.blobs().find(name)).hasValueSatisfying(b -> assertThat(b).isEqualTo(content));
    assertThat(ports.blobs().find("00")).isEmpty();
  }
}
