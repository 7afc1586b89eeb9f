package dev.meterfarm.virtualphone.benchmark;

import java.io.IOException;
import java.util.ArrayDeque;

/**
 * JVMs of the tool, kept for the next run. A JVM takes a fifth of a second to start; a real tool's
 * start takes a fiftieth.
 */
public final class ToolProcesses implements AutoCloseable {
  private static final int LEAST_KEPT = 2;
  private static final int MOST_KEPT = 16;

  private final ArrayDeque<ToolProcess> idle = new ArrayDeque<>();
  private int kept = LEAST_KEPT;
  private boolean closed;

  /** Keeps a JVM for each of so many phones, as far as that is reasonable. */
  public synchronized void serve(int phones) {
    kept = Math.max(LEAST_KEPT, Math.min(MOST_KEPT, phones));
  }

  /** A JVM that does nothing at the moment. */
  ToolProcess take() throws IOException {
    synchronized (this) {
      while (!idle.isEmpty()) {
        ToolProcess process = idle.pop();
        if (process.isAlive()) {
          return process;
        }
      }
    }
    return ToolProcess.start();
  }

  /** Takes a JVM back; one that is not needed, or not well, ends. */
  void giveBack(ToolProcess process) {
    synchronized (this) {
      if (!closed && process.isAlive() && idle.size() < kept) {
        idle.push(process);
        return;
      }
    }
    process.close();
  }

  /** Starts a JVM for the first run, so that it does not have to wait. */
  public void warmUp() throws IOException {
    giveBack(ToolProcess.start());
  }

  @Override
  public synchronized void close() {
    closed = true;
    idle.forEach(ToolProcess::close);
    idle.clear();
  }
}
