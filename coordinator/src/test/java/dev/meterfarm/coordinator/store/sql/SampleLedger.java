package dev.meterfarm.coordinator.store.sql;

import static dev.meterfarm.coordinator.Samples.CAMPAIGN;
import static dev.meterfarm.coordinator.Samples.START;
import static dev.meterfarm.coordinator.Samples.holder;
import static dev.meterfarm.coordinator.Samples.jobs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.coordinator.Samples;
import dev.meterfarm.coordinator.store.BrokenRule;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.coordinator.store.Eligibility;
import dev.meterfarm.coordinator.store.LeaseTerms;
import dev.meterfarm.coordinator.store.PlannedJob;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.lease.Lease;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** A small ledger in which every state occurs. */
final class SampleLedger {
  private static final LeaseTerms TERMS =
      new LeaseTerms(Duration.ofSeconds(60), Duration.ofSeconds(60));

  private SampleLedger() {}

  /** Job 1 is done, 2 is leased, 3 in back-off, 4 parked, 5 cancelled, 6 ready. */
  static void fill(SqlStore store) {
    store
        .campaigns()
        .create(new Campaign(CAMPAIGN, "n", "{}", 1, CampaignState.RUNNING, START, "0.1.0"));
    List<PlannedJob> planned = store.plan().enqueue(jobs("k", 6), 3);
    store.ledger().accept("a", Samples.result(lease(store, planned.get(0), "a")));
    Lease failing = lease(store, planned.get(2), "c");
    store
        .ledger()
        .fail(
            Samples.session("c"),
            Samples.held(failing),
            ErrorCode.DEVICE_UNFIT,
            "too hot",
            (failures, max) -> Optional.of(Duration.ofHours(1)));
    Lease parking = lease(store, planned.get(3), "d");
    store
        .ledger()
        .fail(
            Samples.session("d"),
            Samples.held(parking),
            ErrorCode.RUN_CRASHED,
            "signal, \"11\"",
            (failures, max) -> Optional.empty());
    store.plan().cancel(List.of(planned.get(4).id()));
    lease(store, planned.get(1), "b");
  }

  /** What must never be: a statement that does it, the rule that it breaks, and where. */
  static Stream<Arguments> damages() {
    return Stream.of(
        damage("UPDATE job SET state = 'READY' WHERE id = 1", "brought the result", "job 1"),
        damage(
            "UPDATE attempt SET outcome = 'LOST' WHERE job = 1", "belong to the attempt", "job 1"),
        damage(
            "UPDATE attempt SET outcome = 'RESULT' WHERE job = 4",
            "one measurement for each",
            "job 4"),
        damage(
            "DELETE FROM measurement WHERE job = 1 AND model_index = 0",
            "one measurement",
            "job 1"),
        damage(
            "UPDATE attempt SET outcome = 'LOST' WHERE job = 2",
            "latest attempt has not ended",
            "job 2"),
        damage(
            "UPDATE job SET state = 'READY' WHERE id = 2", "latest attempt has not ended", "job 2"),
        damage(
            "INSERT INTO attempt (job, epoch, attempt, agent, granted_ms)"
                + " VALUES (2, 0, 0, 'x', 0)",
            "two attempts",
            "job 2"),
        damage("UPDATE job SET epoch = 0 WHERE id = 3", "higher epoch", "job 3"),
        damage("UPDATE job SET deadline_ms = 1 WHERE id = 2", "pass its deadline", "job 2"),
        damage("DELETE FROM device_hold WHERE agent = 'b'", "one holder", "device-of-b"),
        damage("UPDATE device_hold SET session = 'x'", "one holder", "device-of-b"),
        damage("UPDATE job SET not_before_ms = NULL WHERE id = 3", "knows until when", "job 3"),
        damage("UPDATE attempt SET error_code = NULL WHERE job = 4", "parked it", "job 4"),
        damage("DELETE FROM job_spec WHERE job = 6", "what it is to measure", "job 6"));
  }

  private static Arguments damage(String statement, String rule, String where) {
    return Arguments.of(statement, rule, where);
  }

  static void assertFound(List<BrokenRule> broken, String rule, String where) {
    assertThat(broken)
        .anySatisfy(
            found -> {
              assertThat(found.rule()).contains(rule);
              assertThat(found.found()).anyMatch(text -> text.contains(where));
            });
  }

  private static Lease lease(SqlStore store, PlannedJob job, String agent) {
    return store
        .ledger()
        .grant(job.id(), holder(agent), Eligibility.ALONE, TERMS)
        .lease()
        .orElseThrow();
  }
}
