package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.JobLedgerContract;
import dev.meterfarm.coordinator.store.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteJobLedgerTest extends JobLedgerContract {
  @TempDir Path folder;

  @Override
  protected Store open() {
    return SqliteStore.open(folder, clock);
  }
}
