package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.registry.RegistryContract;
import dev.meterfarm.coordinator.registry.RegistryStore;
import org.junit.jupiter.api.AfterEach;

class PostgresRegistryTest extends RegistryContract {
  private final PostgresAddress database = PostgresServer.newDatabase();
  private PostgresStore store;

  @Override
  protected RegistryStore store() {
    if (store == null) {
      store = PostgresStore.open(database, clock);
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
