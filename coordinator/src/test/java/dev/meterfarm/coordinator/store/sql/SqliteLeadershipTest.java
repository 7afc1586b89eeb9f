package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.LeadershipContract;
import dev.meterfarm.coordinator.store.Store;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.io.TempDir;

class SqliteLeadershipTest extends LeadershipContract {
  @TempDir Path folder;

  @Override
  protected Store open() {
    return SqliteStore.open(folder, Clock.systemUTC());
  }
}
