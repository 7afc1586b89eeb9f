package dev.meterfarm.agent.host;

import java.util.concurrent.locks.ReentrantLock;

/**
 * The CPUs of this machine that measure. Several devices may use them, such as the embedded runtime
 * and a GPU that is a CPU in disguise; only one of them at a time, or each would slow the other
 * down. Safe for use from many threads.
 */
public final class MeasuringCores {
  private static final MeasuringCores OF_THIS_PROCESS = new MeasuringCores();

  private final ReentrantLock turn = new ReentrantLock(true);

  private MeasuringCores() {}

  /** Held by one measuring device. */
  public interface Turn extends AutoCloseable {
    /** Lets the next one in. */
    @Override
    void close();
  }

  /** The ones of this process. */
  public static MeasuringCores ofThisProcess() {
    return OF_THIS_PROCESS;
  }

  /** Waits until nobody else measures; the caller's own thread ends its turn. */
  public Turn take() throws InterruptedException {
    turn.lockInterruptibly();
    return turn::unlock;
  }
}
