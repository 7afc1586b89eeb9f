package dev.meterfarm.coordinator.store.sql;

import static dev.meterfarm.coordinator.Samples.CAMPAIGN;
import static dev.meterfarm.coordinator.Samples.START;
import static dev.meterfarm.coordinator.Samples.TARGET;
import static dev.meterfarm.coordinator.Samples.jobs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.coordinator.Samples;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.coordinator.store.LeaseTerms;
import dev.meterfarm.coordinator.store.PlannedJob;
import dev.meterfarm.coordinator.store.RetryRule;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.ResultReply;
import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.testkit.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

  private static final class Sequence {
    private final Path folder;
    private final Random random;
    private final SettableClock clock = new SettableClock(START);
    private final List<Lease> grants = new ArrayList<>();
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

    private Optional<Lease> anyGrant() {
      return grants.isEmpty()
          ? Optional.empty()
          : Optional.of(grants.get(random.nextInt(grants.size())));
    }

    private void step() {
      String agent = "agent-" + random.nextInt(2);
      switch (random.nextInt(14)) {
        case 0, 1, 2, 3 -> grant(agent);
        case 4, 5 -> anyGrant().ifPresent(lease -> submit(agent, lease));
        case 6 -> anyGrant().ifPresent(lease -> fail(agent, lease));
        case 7 -> store.ledger().renew(agent, Set.copyOf(ids), TERMS);
        case 8, 9 -> clock.advance(Duration.ofSeconds(random.nextInt(50)));
        case 10 -> store.sweep().expire(RULE);
        case 11 -> store.sweep().wake();
        case 12 -> rarely();
        default -> plan();
      }
    }

    private void rarely() {
      switch (random.nextInt(4)) {
        case 0 -> store.plan().cancel(Set.of(anyJob()));
        case 1 -> store.sweep().reclaimAll();
        case 2 -> store.plan().releasePoisoned(CAMPAIGN);
        default -> {
          store.close();
          store = SqliteStore.open(folder, clock);
        }
      }
    }

    private void grant(String agent) {
      JobId job = anyJob();
      JobState before = state(job);
      Optional<Lease> lease = store.ledger().grant(job, agent, Set.of(TARGET), TERMS);
      assertThat(lease.isPresent()).isEqualTo(before == JobState.READY);
      lease.ifPresent(
          granted -> {
            assertThat(granted.epoch()).isEqualTo(epochs.getOrDefault(job, 0L) + 1);
            epochs.put(job, granted.epoch());
            grants.add(granted);
          });
    }

    private void submit(String agent, Lease lease) {
      JobResult result = Samples.result(lease, 1 + random.nextInt(1_000_000));
      ResultReply reply = store.ledger().accept(agent, result);
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
    }

    private void fail(String agent, Lease lease) {
      store
          .ledger()
          .fail(agent, lease.job(), lease.epoch(), ErrorCode.RUN_CRASHED, "signal 11", RULE)
          .ifPresent(failure -> assertThat(lease.epoch()).isEqualTo(epochs.get(failure.job())));
    }

    private JobState state(JobId job) {
      return store.plan().states(List.of(job)).get(job);
    }

    private void check() {
      Map<JobId, JobState> states = store.plan().states(ids);
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
  }
}
