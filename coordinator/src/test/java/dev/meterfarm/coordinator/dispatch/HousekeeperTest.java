package dev.meterfarm.coordinator.dispatch;

import static dev.meterfarm.coordinator.Samples.CAMPAIGN;
import static dev.meterfarm.coordinator.Samples.START;
import static dev.meterfarm.coordinator.Samples.TARGET;
import static dev.meterfarm.coordinator.Samples.held;
import static dev.meterfarm.coordinator.Samples.holder;
import static dev.meterfarm.coordinator.Samples.jobs;
import static dev.meterfarm.coordinator.Samples.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.coordinator.queue.InMemoryWorkQueue;
import dev.meterfarm.coordinator.queue.WorkQueue;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.coordinator.store.Lane;
import dev.meterfarm.coordinator.store.LeaseTerms;
import dev.meterfarm.coordinator.store.PlannedJob;
import dev.meterfarm.coordinator.store.RetryRule;
import dev.meterfarm.coordinator.store.sql.SqliteStore;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.testkit.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HousekeeperTest {
  private static final String LINE = Lanes.name(new Lane(TARGET, CAMPAIGN));
  private static final LeaseTerms TERMS =
      new LeaseTerms(Duration.ofSeconds(60), Duration.ofSeconds(60));
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final RetryRule RULE = (failures, max) -> Optional.of(PAUSE);
  private static final int FULL = Housekeeper.FULL_LINE;

  @TempDir Path folder;
  private final SettableClock clock = new SettableClock(START);
  private final WorkQueue queue = new InMemoryWorkQueue();
  private SqliteStore store;
  private Housekeeper housekeeper;

  @BeforeEach
  void start() {
    store = SqliteStore.open(folder, clock);
    store
        .campaigns()
        .create(new Campaign(CAMPAIGN, "test", "{}", 1, CampaignState.RUNNING, START, "0.1.0"));
    housekeeper = new Housekeeper(store.sweep(), queue, new FairShare(), JobEvents.toAll(), RULE);
  }

  @AfterEach
  void stop() {
    store.close();
  }

  private List<JobId> planned(int count) {
    return store.plan().enqueue(jobs("k", count), 3).stream().map(PlannedJob::id).toList();
  }

  private Lease granted(JobId job, String agent) {
    return store.ledger().grant(job, holder(agent), TERMS).lease().orElseThrow();
  }

  private List<JobId> hints() {
    List<JobId> all = new ArrayList<>();
    for (Optional<JobId> next = hint(); next.isPresent(); next = hint()) {
      all.add(next.get());
    }
    return all;
  }

  private Optional<JobId> hint() {
    return queue.poll(Set.of(LINE));
  }

  @Test
  void a_long_line_is_filled_up_long_before_it_is_empty() {
    List<JobId> planned = planned(FULL + 100);
    housekeeper.round();
    assertThat(queue.size(LINE)).isEqualTo(FULL);

    List<JobId> taken = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      JobId job = hint().orElseThrow();
      taken.add(granted(job, "agent-" + i).job());
    }
    housekeeper.round();
    assertThat(queue.size(LINE)).isEqualTo(FULL);
    taken.addAll(hints());
    assertThat(taken).as("each job once").isEqualTo(planned.subList(0, FULL + 30));
  }

  @Test
  void jobs_that_have_their_hints_get_no_others() {
    List<JobId> planned = planned(7);
    housekeeper.round();
    housekeeper.round();
    assertThat(hints()).isEqualTo(planned);
    housekeeper.round();
    assertThat(hints()).as("lost hints are renewed").isEqualTo(planned);
  }

  @Test
  void all_jobs_of_a_large_campaign_follow_when_it_rests_and_goes_on() {
    List<JobId> planned = planned(1_100);
    store.campaigns().setState(CAMPAIGN, CampaignState.PAUSED);
    housekeeper.round();
    assertThat(store.plan().count(CAMPAIGN)).isEqualTo(Map.of(JobState.PENDING, 1_100));
    assertThat(hints()).isEmpty();

    store.campaigns().setState(CAMPAIGN, CampaignState.RUNNING);
    housekeeper.round();
    assertThat(hints()).isEqualTo(planned);
  }

  @Test
  void a_job_that_comes_back_need_not_wait_until_the_line_is_empty() {
    List<JobId> planned = planned(FULL + 10);
    Lease lease = granted(planned.get(0), "agent-1");
    store.ledger().fail(session("agent-1"), held(lease), ErrorCode.DEVICE_UNFIT, "hot", RULE);
    housekeeper.round();
    assertThat(queue.size(LINE)).isEqualTo(FULL);

    clock.advance(PAUSE);
    housekeeper.round();
    assertThat(hints()).hasSize(FULL + 1).endsWith(planned.get(0));
  }
}
