package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.registry.RegistryStore;
import dev.meterfarm.coordinator.store.BlobStore;
import dev.meterfarm.coordinator.store.JobLedger;
import dev.meterfarm.coordinator.store.JobPlan;
import dev.meterfarm.coordinator.store.LeaseSweep;
import dev.meterfarm.coordinator.store.MeasurementStore;

/** The ports of one ledger that the hand-out needs. */
public record LedgerPorts(
    JobPlan plan,
    JobLedger ledger,
    LeaseSweep sweep,
    MeasurementStore measurements,
    BlobStore blobs,
    RegistryStore registry) {}
