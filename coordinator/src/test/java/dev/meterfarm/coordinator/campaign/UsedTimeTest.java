package dev.meterfarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.coordinator.dispatch.JobBatch;
import dev.meterfarm.coordinator.dispatch.SettledBatches;
import dev.meterfarm.coordinator.result.CampaignListener;
import dev.meterfarm.coordinator.result.CampaignProgress;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.coordinator.store.sql.SqliteStore;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.testkit.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of a budget of wall time after a start that was killed, on a clock of our own. */
class UsedTimeTest {
  private static final String TARGET = "t";
  private static final long SECOND = 1_000_000_000;
  private static final Instant START = Instant.parse("2026-11-22T05:00:00Z");
  private static final CampaignListener NOBODY =
      new CampaignListener() {
        @Override
        public void progress(CampaignProgress progress) {}

        @Override
        public void note(String target, String message) {}
      };

  @TempDir private Path folder;
  private long nanos;
  private final List<Double> kept = new ArrayList<>();

  private WallClock clock(double before, DoubleConsumer ledger) {
    return new WallClock(() -> nanos, before, ledger);
  }

  /** Ten seconds pass whenever somebody looks at it. */
  private WallClock hastyClock(DoubleConsumer ledger) {
    return new WallClock(() -> nanos += 10 * SECOND, 0, ledger);
  }

  private void pass(double seconds) {
    nanos += (long) (seconds * SECOND);
  }

  private static Measurer measurer(BudgetClock clock) {
    return new Measurer(
        null,
        TargetDevices.NONE,
        Map::of,
        clock,
        new ProgressBoard(TARGET, NOBODY, new StoppedClock(0), 1),
        false,
        false);
  }

  private static JobBatch endless() {
    return SettledBatches.endless(spec());
  }

  private static JobSpec spec() {
    PlannedModel model =
        new PlannedModel(
            new ModelRecipe(ModelRecipe.Form.GRAPH, "m", "{}", "m"),
            VisitStyle.RUNS,
            1e5,
            0,
            1_000,
            0);
    return new JobFactory("c", TARGET, 2).jobs("s", VisitKind.KERNEL, 1, List.of(model)).get(0);
  }

  @Test
  void a_killed_start_loses_the_count_of_a_few_seconds() {
    double[] ledger = new double[1];
    WallClock first = clock(0, seconds -> ledger[0] = seconds);
    for (int i = 0; i < 97; i++) {
      pass(1);
      first.keep();
    }

    WallClock second = clock(ledger[0], seconds -> ledger[0] = seconds);
    assertThat(second.usedSeconds())
        .isBetween(97 - WallClock.KEPT_EVERY_SECONDS, 97.0)
        .isEqualTo(ledger[0]);
    pass(3);
    second.keep();
    assertThat(ledger[0]).as("too soon to write again").isEqualTo(second.usedSeconds() - 3);
    pass(3);
    second.keep();
    assertThat(ledger[0]).isEqualTo(second.usedSeconds());
  }

  @Test
  void a_ledger_that_cannot_be_written_for_a_while_ends_no_campaign() {
    WallClock clock =
        clock(
            0,
            seconds -> {
              if (seconds < 15) {
                throw new FarmException(ErrorCode.STORAGE_FAILED, "the disk is full");
              }
              kept.add(seconds);
            });
    for (int i = 0; i < 3; i++) {
      pass(6);
      clock.keep();
    }
    assertThat(kept).containsExactly(18.0);
  }

  @Test
  void a_leader_whose_term_is_over_writes_no_more() {
    WallClock clock =
        clock(
            0,
            seconds -> {
              throw new FarmException(ErrorCode.LEADERSHIP_LOST, "another one plans");
            });
    pass(6);
    assertThatThrownBy(clock::keep).hasMessage("another one plans");
  }

  @Test
  void jobs_that_take_long_are_no_reason_to_forget_the_time() throws InterruptedException {
    measurer(hastyClock(kept::add)).await(endless(), 40);
    assertThat(kept).containsExactly(10.0, 30.0);
  }

  @Test
  void a_comparison_of_devices_is_no_reason_to_forget_the_time() throws InterruptedException {
    JobBatch batch = endless();
    Measurer measurer =
        measurer(
            hastyClock(
                seconds -> {
                  kept.add(seconds);
                  if (kept.size() == 2) {
                    batch.cancel();
                  }
                }));
    measurer.awaitComparison(batch, Duration.ofMinutes(5));
    assertThat(kept).containsExactly(10.0, 20.0);
  }

  @Test
  void training_is_no_reason_to_forget_the_time() throws Exception {
    CompletableFuture<String> training = new CompletableFuture<>();
    BudgetClock clock =
        hastyClock(
            seconds -> {
              kept.add(seconds);
              if (kept.size() == 2) {
                training.complete("forests");
              }
            });
    CampaignContext context =
        new CampaignContext(null, clock, false, null, null, null, null, null, null, null);
    assertThat(context.await(training)).isEqualTo("forests");
    assertThat(kept).containsExactly(10.0, 20.0);
  }

  @Test
  void what_the_first_visit_told_holds_for_every_later_start() {
    try (SqliteStore store = SqliteStore.open(folder, new SettableClock(START))) {
      store
          .campaigns()
          .create(new Campaign("c", "n", "{}", 1, CampaignState.RUNNING, START, "0.1.0"));
      assertThat(journal(store).used()).isZero();
      assertThat(journal(store).firstVisitAt(31.5)).isEqualTo(31.5);
      assertThat(journal(store).costFactor(1.25)).isEqualTo(1.25);
      journal(store).used(80);

      assertThat(journal(store).used()).isEqualTo(80);
      assertThat(journal(store).firstVisitAt(82)).isEqualTo(31.5);
      assertThat(journal(store).costFactor(0.2)).isEqualTo(1.25);
      assertThat(journal(store).used()).isEqualTo(82);
    }
  }

  private static CampaignJournal journal(SqliteStore store) {
    return new CampaignJournal(store.decisions(), store.plan(), "c", TARGET);
  }
}
