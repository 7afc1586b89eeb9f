package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.registry.RegistryContract;
import dev.meterfarm.coordinator.registry.RegistryStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteRegistryTest extends RegistryContract {
  @TempDir Path folder;
  private SqliteStore store;

  @Override
  protected RegistryStore store() {
    if (store == null) {
      store = SqliteStore.open(folder, clock);
    }
    return store.registry();
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
