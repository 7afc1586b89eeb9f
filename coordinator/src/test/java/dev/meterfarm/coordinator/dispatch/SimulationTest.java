package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.store.sql.SqliteStore;
import dev.meterfarm.coordinator.store.sql.TransientLedger;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand farms in which everything goes wrong. To look at one of them again: {@code
 * -Dmeterfarm.simulation.seed=N}.
 */
class SimulationTest {
  private static final long SEEDS = Long.getLong("meterfarm.simulation.seeds", 2_000);
  private static final int THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());

  @TempDir Path folder;

  @Test
  void no_job_is_lost_no_device_shared_and_no_result_counted_twice_whatever_happens()
      throws Exception {
    SqliteStore.open(folder, Clock.systemUTC()).close();
    Long wanted = Long.getLong("meterfarm.simulation.seed");
    if (wanted != null) {
      run(wanted, wanted + 1, 1);
      return;
    }
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> parts = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int first = i;
        parts.add(pool.submit(() -> run(first, SEEDS, THREADS)));
      }
      for (Future<?> part : parts) {
        part.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause().getMessage(), e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private void run(long first, long end, int step) {
    try (TransientLedger ledger = TransientLedger.like(folder)) {
      for (long seed = first; seed < end; seed += step) {
        try {
          new SimulatedFarm(seed, ledger).run();
        } catch (RuntimeException | AssertionError e) {
          throw new AssertionError("the farm of seed " + seed + " failed: " + e.getMessage(), e);
        }
      }
    }
  }
}
