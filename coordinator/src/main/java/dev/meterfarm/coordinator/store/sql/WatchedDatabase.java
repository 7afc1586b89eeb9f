package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.StorageWatcher;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;

/** Tells how long transactions take, and which ones the storage fails. */
final class WatchedDatabase implements Database {
  private final Database database;
  private final StorageWatcher watcher;

  WatchedDatabase(Database database, StorageWatcher watcher) {
    this.database = database;
    this.watcher = watcher;
  }

  @Override
  public <T> T write(Work<T> work) {
    return watched(StorageWatcher.Operation.WRITE, () -> database.write(work));
  }

  @Override
  public <T> T read(Work<T> work) {
    return watched(StorageWatcher.Operation.READ, () -> database.read(work));
  }

  private <T> T watched(StorageWatcher.Operation operation, Supplier<T> transaction) {
    long start = System.nanoTime();
    boolean failed = false;
    try {
      return transaction.get();
    } catch (FarmException e) {
      failed = e.code() == ErrorCode.STORAGE_FAILED;
      throw e;
    } finally {
      watcher.ended(operation, Duration.ofNanos(System.nanoTime() - start), failed);
    }
  }

  @Override
  public void close() throws SQLException {
    database.close();
  }
}
