package dev.meterfarm.coordinator.node;

import dev.meterfarm.protocol.error.FarmException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does something again and again on a thread of its own; what fails is logged and tried again. */
final class Repetition implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Repetition.class);

  private final ScheduledExecutorService rounds;

  private Repetition(ScheduledExecutorService rounds) {
    this.rounds = rounds;
  }

  static Repetition start(String name, Duration pause, Runnable task) {
    ScheduledExecutorService rounds =
        Executors.newSingleThreadScheduledExecutor(
            round -> {
              Thread thread = new Thread(round, name);
              thread.setDaemon(true);
              return thread;
            });
    var unused =
        rounds.scheduleWithFixedDelay(
            () -> attempt(name, task), 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    return new Repetition(rounds);
  }

  private static void attempt(String name, Runnable task) {
    try {
      task.run();
    } catch (FarmException e) {
      log.warn("{} failed and will be tried again: {}", name, e.getMessage());
    } catch (RuntimeException e) {
      log.error("{} failed and will be tried again", name, e);
    }
  }

  @Override
  public void close() {
    rounds.shutdownNow();
  }
}
