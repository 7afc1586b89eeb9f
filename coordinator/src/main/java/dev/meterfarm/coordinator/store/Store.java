package dev.meterfarm.coordinator.store;

/** All ports of one ledger. They may be used from any thread until it is closed. */
public interface Store extends AutoCloseable {
  CampaignStore campaigns();

  DecisionJournal decisions();

  JobPlan plan();

  JobLedger ledger();

  LeaseSweep sweep();

  MeasurementStore measurements();

  BlobStore blobs();

  /** Finishes what was asked for before, then refuses everything. */
  @Override
  void close();
}
