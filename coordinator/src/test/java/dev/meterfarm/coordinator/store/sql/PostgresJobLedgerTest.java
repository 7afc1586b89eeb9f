package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.JobLedgerContract;
import dev.meterfarm.coordinator.store.Store;

class PostgresJobLedgerTest extends JobLedgerContract {
  private final PostgresAddress database = PostgresServer.newDatabase();

  @Override
  protected Store open() {
    return PostgresStore.open(database, clock);
  }
}
