package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.registry.RegistryStore;
import dev.meterfarm.coordinator.store.BlobStore;
import dev.meterfarm.coordinator.store.JobLedger;
import dev.meterfarm.coordinator.store.JobPlan;
import dev.meterfarm.coordinator.store.LeaseSweep;
import dev.meterfarm.coordinator.store.MeasurementStore;

/**
 * The ports of one ledger that the hand-out needs.
 *
 * @param plan for everything but new jobs
 * @param planner for new jobs, which only the coordinator that leads may plan
 */
public record LedgerPorts(
    JobPlan plan,
    JobPlan planner,
    JobLedger ledger,
    LeaseSweep sweep,
    MeasurementStore measurements,
    BlobStore blobs,
    RegistryStore registry) {
  /** Of a ledger that no other coordinator has open. */
  public LedgerPorts(
      JobPlan plan,
      JobLedger ledger,
      LeaseSweep sweep,
      MeasurementStore measurements,
      BlobStore blobs,
      RegistryStore registry) {
    this(plan, plan, ledger, sweep, measurements, blobs, registry);
  }
}
