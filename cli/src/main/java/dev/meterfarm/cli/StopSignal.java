package dev.meterfarm.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and SIGTERM into an interrupt of the working thread, and gives it time to put things
 * away. Opened and closed by the working thread.
 */
final class StopSignal implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 15;

  private static volatile boolean stopping;

  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread hook;

  private StopSignal(Thread worker) {
    hook =
        new Thread(
            () -> {
              stopping = true;
              worker.interrupt();
              awaitEnd();
            },
            "stop-signal");
  }

  static StopSignal install() {
    StopSignal signal = new StopSignal(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  /** True once the process was told to stop; then nobody may call {@code System.exit}. */
  static boolean isStopping() {
    return stopping;
  }

  private void awaitEnd() {
    try {
      over.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    over.countDown();
    if (!stopping) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }
}
