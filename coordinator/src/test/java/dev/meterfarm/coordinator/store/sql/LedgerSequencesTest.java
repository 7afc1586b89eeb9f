package dev.meterfarm.coordinator.store.sql;

import static dev.meterfarm.coordinator.Samples.CAMPAIGN;
import static dev.meterfarm.coordinator.Samples.START;
import static dev.meterfarm.coordinator.Samples.TARGET;
import static dev.meterfarm.coordinator.Samples.held;
import static dev.meterfarm.coordinator.Samples.jobs;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.coordinator.Samples;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.coordinator.store.GrantReply;
import dev.meterfarm.coordinator.store.Holder;
import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.coordinator.store.LeaseTerms;
import dev.meterfarm.coordinator.store.PlannedJob;
import dev.meterfarm.coordinator.store.RetryRule;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.lease.HeldLease;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.AgentSession;
import dev.meterfarm.protocol.link.ResultReply;
import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.testkit.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random sequences of everything that can happen to jobs; after each step the invariants hold. */
class LedgerSequencesTest {
  private static final int JOBS = 6;
  private static final int STEPS = 120;
  private static final LeaseTerms TERMS =
      new LeaseTerms(Duration.ofSeconds(60), Duration.ofSeconds(60));
  private static final RetryRule RULE =
      (failures, max) ->
          failures.size() < 4 ? Optional.of(Duration.ofSeconds(15)) : Optional.empty();

  @Property(tries = 20)
  void no_sequence_breaks_the_ledger(@ForAll long seed) throws IOException {
    Path folder = Files.createTempDirectory("ledger-sequence");
    try {
      new Sequence(folder, seed).run();
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** A lease as its agent sees it. */
  private static final class Grant {
    private final AgentSession agent;
    private final Lease lease;

    /** Until then the agent may be running it. */
    private Instant until;

    Grant(AgentSession agent, Lease lease, Instant until) {
      this.agent = agent;
      this.lease = lease;
      this.until = until;
    }

    void stop() {
      until = Instant.MIN;
    }
  }

  private static final class Sequence {
    private final Path folder;
    private final Random random;
    private final SettableClock clock = new SettableClock(START);
    private final List<Grant> grants = new ArrayList<>();
    private final Map<JobId, JobResult> accepted = new HashMap<>();
    private final Map<JobId, Long> epochs = new HashMap<>();
    private SqliteStore store;
    private List<JobId> ids = List.of();

    Sequence(Path folder, long seed) {
      this.folder = folder;
      random = new Random(seed);
    }

    void run() {
      store = SqliteStore.open(folder, clock);
      try {
        store
            .campaigns()
            .create(new Campaign(CAMPAIGN, "n", "{}", 1, CampaignState.RUNNING, START, "0.1.0"));
        plan();
        for (int step = 0; step < STEPS; step++) {
          step();
          check();
        }
      } finally {
        store.close();
      }
    }

    private void plan() {
      ids = store.plan().enqueue(jobs("k", JOBS), 4).stream().map(PlannedJob::id).toList();
    }

    private JobId anyJob() {
      return ids.get(random.nextInt(ids.size()));
    }

    private Optional<Grant> anyGrant() {
      return grants.isEmpty()
          ? Optional.empty()
          : Optional.of(grants.get(random.nextInt(grants.size())));
    }

    private void step() {
      AgentSession agent =
          new AgentSession("agent-" + random.nextInt(2), "life-" + random.nextInt(2));
      switch (random.nextInt(14)) {
        case 0, 1, 2, 3 -> grant(agent);
        case 4, 5 -> anyGrant().ifPresent(this::submit);
        case 6 -> anyGrant().ifPresent(this::fail);
        case 7 -> renew(agent);
        case 8, 9 -> clock.advance(Duration.ofSeconds(random.nextInt(50)));
        case 10 -> store.sweep().expire(RULE);
        case 11 -> store.sweep().wake();
        case 12 -> rarely();
        default -> plan();
      }
    }

    private void rarely() {
      switch (random.nextInt(5)) {
        case 0 -> store.plan().cancel(Set.of(anyJob()));
        case 1 -> {
          store.sweep().reclaimAll();
          grants.forEach(Grant::stop);
        }
        case 2 -> store.plan().releasePoisoned(CAMPAIGN);
        case 3 -> end(new AgentSession("agent-" + random.nextInt(2), "life-" + random.nextInt(2)));
        default -> {
          store.close();
          store = SqliteStore.open(folder, clock);
        }
      }
    }

    /** The next life of an agent says that nothing is left of this one, and never comes back. */
    private void end(AgentSession life) {
      DeviceId device = anyDevice();
      store.ledger().over(life, device, RULE);
      grants.stream()
          .filter(grant -> grant.agent.equals(life))
          .filter(grant -> grant.lease.device().equals(device))
          .forEach(Grant::stop);
    }

    private DeviceId anyDevice() {
      return new DeviceId("device-" + random.nextInt(2));
    }

    private void grant(AgentSession agent) {
      JobId job = anyJob();
      DeviceId device = anyDevice();
      JobState before = state(job);
      GrantReply reply = store.ledger().grant(job, Holder.of(agent, device, Set.of(TARGET)), TERMS);
      assertThat(reply.verdict() == GrantReply.Verdict.JOB_GONE)
          .isEqualTo(before != JobState.READY);
      reply
          .lease()
          .ifPresent(
              granted -> {
                assertThat(granted.epoch()).isEqualTo(epochs.getOrDefault(job, 0L) + 1);
                epochs.put(job, granted.epoch());
                grants.add(new Grant(agent, granted, clock.instant().plus(granted.remaining())));
              });
    }

    private void renew(AgentSession agent) {
      List<Grant> own = grants.stream().filter(grant -> grant.agent.equals(agent)).toList();
      Set<HeldLease> held = own.stream().map(grant -> held(grant.lease)).collect(toSet());
      Set<JobId> lost = store.ledger().renew(agent, held, TERMS);
      own.stream()
          .filter(grant -> grant.lease.epoch() == epochs.get(grant.lease.job()))
          .filter(grant -> !lost.contains(grant.lease.job()))
          .forEach(grant -> grant.until = clock.instant().plus(TERMS.lease()));
    }

    private void submit(Grant grant) {
      Lease lease = grant.lease;
      JobResult result = Samples.result(lease, 1 + random.nextInt(1_000_000));
      ResultReply reply = store.ledger().accept(grant.agent.agent(), result);
      switch (reply) {
        case ACCEPTED -> {
          assertThat(lease.epoch()).isEqualTo(epochs.get(lease.job()));
          assertThat(accepted.put(lease.job(), result)).as("one accepted result").isNull();
        }
        case REPEATED -> assertThat(accepted.get(lease.job()).epoch()).isEqualTo(lease.epoch());
        case FENCED ->
            assertThat(Optional.ofNullable(accepted.get(lease.job())).map(JobResult::epoch))
                .isNotEqualTo(Optional.of(lease.epoch()));
      }
      grant.stop();
    }

    private void fail(Grant grant) {
      store
          .ledger()
          .fail(grant.agent, held(grant.lease), ErrorCode.RUN_CRASHED, "signal 11", RULE)
          .ifPresent(
              failure -> {
                assertThat(grant.lease.epoch()).isEqualTo(epochs.get(failure.job()));
                grant.stop();
              });
    }

    private JobState state(JobId job) {
      return store.plan().states(List.of(job)).get(job);
    }

    private void check() {
      Map<JobId, JobState> states = store.plan().states(ids);
      checkDevices();
      assertThat(states).as("no job is lost").hasSize(JOBS);
      assertThat(store.plan().count(CAMPAIGN).values().stream().mapToInt(n -> n).sum())
          .isEqualTo(JOBS);
      states.forEach(
          (job, state) ->
              assertThat(state == JobState.DONE)
                  .as("done exactly if accepted")
                  .isEqualTo(accepted.containsKey(job)));
      accepted.forEach(
          (job, result) ->
              assertThat(store.measurements().find(job).orElseThrow().result()).isEqualTo(result));
    }

    private void checkDevices() {
      Map<DeviceId, AgentSession> users = new HashMap<>();
      grants.stream()
          .filter(grant -> grant.until.isAfter(clock.instant()))
          .forEach(
              grant ->
                  assertThat(users.merge(grant.lease.device(), grant.agent, (a, b) -> a))
                      .as("two agents on " + grant.lease.device())
                      .isEqualTo(grant.agent));
    }
  }
}
