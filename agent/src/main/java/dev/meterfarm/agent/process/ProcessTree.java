package dev.meterfarm.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.exec.ExecuteWatchdog;

/**
 * A running program and everything that it started. Descendants whose parents have ended are no
 * longer in the system's process tree, so on Linux they are known by a mark in their environment.
 */
final class ProcessTree extends ExecuteWatchdog {
  /** The variable that carries the mark. */
  static final String MARK = "METERFARM_RUN";

  private static final Path PROC = Path.of("/proc");
  private static final int MOST_SWEEPS = 10;

  private final byte[] mark;
  private Process process;

  @SuppressWarnings("deprecation") // the builder that replaces it builds no subclasses
  ProcessTree(String mark) {
    super(INFINITE_TIMEOUT);
    this.mark = (MARK + "=" + mark).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void start(Process started) {
    process = started;
    super.start(started);
  }

  /** True if the program was started, whatever became of it. */
  synchronized boolean hasStarted() {
    return process != null;
  }

  /** Kills everything; what is started meanwhile is found by the next sweep. */
  synchronized void kill() {
    if (process == null) {
      return;
    }
    for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      Map<Long, ProcessHandle> alive = new LinkedHashMap<>();
      process.descendants().forEach(of -> alive.put(of.pid(), of));
      marked().forEach(of -> alive.put(of.pid(), of));
      if (process.isAlive()) {
        alive.put(process.pid(), process.toHandle());
      }
      if (alive.isEmpty()) {
        return;
      }
      alive.values().forEach(ProcessHandle::destroyForcibly);
      alive.values().forEach(ProcessTree::awaitEnd);
    }
  }

  /** A killed process goes in an instant, unless a device holds it in the kernel. */
  private static void awaitEnd(ProcessHandle handle) {
    handle.onExit().completeOnTimeout(handle, 1, TimeUnit.SECONDS).join();
  }

  private Stream<ProcessHandle> marked() {
    return Files.isDirectory(PROC)
        ? ProcessHandle.allProcesses().filter(this::isMarked)
        : Stream.empty();
  }

  private boolean isMarked(ProcessHandle handle) {
    try {
      byte[] environment =
          Files.readAllBytes(PROC.resolve(Long.toString(handle.pid())).resolve("environ"));
      return new String(environment, StandardCharsets.ISO_8859_1)
          .contains(new String(mark, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      // Somebody else's, or gone already: not ours either way.
      return false;
    }
  }
}
