package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.dispatch.LedgerPorts;
import dev.meterfarm.coordinator.store.CampaignStore;
import dev.meterfarm.coordinator.store.DecisionJournal;
import dev.meterfarm.coordinator.store.JobLedgerContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteJobLedgerTest extends JobLedgerContract {
  @TempDir Path folder;
  private SqliteStore store;

  private SqliteStore store() {
    if (store == null) {
      store = SqliteStore.open(folder, clock);
    }
    return store;
  }

  @Override
  protected LedgerPorts ports() {
    return TestLedger.ports(store());
  }

  @Override
  protected CampaignStore campaigns() {
    return store().campaigns();
  }

  @Override
  protected DecisionJournal decisions() {
    return store().decisions();
  }

  @Override
  protected void reopen() {
    store.close();
    store = null;
  }

  @AfterEach
  void close() {
    store.close();
  }
}
