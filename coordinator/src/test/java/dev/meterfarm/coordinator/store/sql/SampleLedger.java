package dev.meterfarm.coordinator.store.sql;

import static dev.meterfarm.coordinator.Samples.CAMPAIGN;
import static dev.meterfarm.coordinator.Samples.START;
import static dev.meterfarm.coordinator.Samples.holder;
import static dev.meterfarm.coordinator.Samples.jobs;

import dev.meterfarm.coordinator.Samples;
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

  private static Lease lease(SqlStore store, PlannedJob job, String agent) {
    return store
        .ledger()
        .grant(job.id(), holder(agent), Eligibility.ALONE, TERMS)
        .lease()
        .orElseThrow();
  }
}
