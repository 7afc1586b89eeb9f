package dev.meterfarm.agent.child;

import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.protocol.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The child process of a device, started again whenever it is needed and gone. Used by one thread
 * at a time, except {@link #close}, which any thread may call.
 */
public final class ChildHandle {
  /** The child died in a run; {@link #at} is the model that it was at, -1 for none. */
  static final class CrashException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int at;

    CrashException(int at, String message) {
      super(message);
      this.at = at;
    }

    int at() {
      return at;
    }
  }

  /** The deadline passed and the child was killed; {@link #at} is the model that it was at. */
  static final class DeadlineException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int at;

    DeadlineException(int at) {
      this.at = at;
    }

    int at() {
      return at;
    }
  }

  private static final Duration START_DEADLINE = Duration.ofSeconds(60);

  private final Path folder;
  private final ChildLauncher launcher;
  private final List<ModelFile> references;
  private final ModelFile warmUp;
  private final Object lock = new Object();
  private volatile ChildProcess process;
  private volatile ChildReply.Ready ready;
  private volatile boolean closed;
  private volatile int at = -1;

  /**
   * A handle on a child that has not been started.
   *
   * @param scratch where the child gets a folder of its own
   */
  public ChildHandle(ScratchFolder scratch, ChildLauncher launcher) {
    this.folder = scratch.newFolder();
    this.launcher = launcher;
    try {
      this.references = ReferenceModels.writeAll(folder);
      this.warmUp = ReferenceModels.write(ReferenceModels.nothing(), folder);
    } catch (IOException e) {
      throw new DeviceException(
          ErrorCode.STORAGE_FAILED, "cannot write the reference models to " + folder, e);
    }
  }

  /** CPUs on which the measuring thread may run. */
  public String measuringCpus() {
    ChildReply.Ready of = ready;
    return of == null ? "" : of.cpus();
  }

  /** Process id of the child; -1 before the first start. */
  public long pid() {
    ChildProcess of = process;
    return of == null ? -1 : of.pid();
  }

  /** Index of the model that the child is at; -1 for none. */
  public int at() {
    return at;
  }

  /**
   * Starts the child unless it runs.
   *
   * @throws DeviceException if it does not get ready
   */
  public ChildReply.Ready require() {
    try {
      return requireInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeviceException(ErrorCode.CANCELLED, "interrupted while the runtime started", e);
    }
  }

  private ChildReply.Ready requireInterruptibly() throws InterruptedException {
    ChildProcess current = process;
    if (current != null && current.isAlive()) {
      return ready;
    }
    ready = null;
    Path errorLog = folder.resolve("child.log");
    current = start(errorLog);
    boolean started = false;
    try {
      current.send(launcher.greeting(warmUp, references, errorLog));
      ready = firstReply(current);
      started = true;
      return ready;
    } catch (ChildProcess.EndedException e) {
      throw new DeviceException(
          ErrorCode.RUNTIME_MISSING,
          "the process that runs models did not start: "
              + e.getMessage()
              + " (bin/agent doctor looks for the cause)",
          e);
    } finally {
      if (!started) {
        current.kill();
      }
    }
  }

  private ChildProcess start(Path errorLog) {
    synchronized (lock) {
      if (closed) {
        throw new DeviceException(ErrorCode.CANCELLED, "the device is closed");
      }
      try {
        process = ChildProcess.start(launcher.command(folder), errorLog);
        return process;
      } catch (IOException e) {
        throw new DeviceException(
            ErrorCode.RUNTIME_MISSING,
            "cannot start the process that runs models: " + e.getMessage(),
            e);
      }
    }
  }

  private static ChildReply.Ready firstReply(ChildProcess of)
      throws ChildProcess.EndedException, InterruptedException {
    Optional<ChildReply> reply = of.await(START_DEADLINE);
    if (reply.isEmpty()) {
      throw new DeviceException(
          ErrorCode.RUN_TIMED_OUT,
          "the process that runs models was not ready after " + START_DEADLINE);
    }
    if (reply.get() instanceof ChildReply.Broken broken) {
      throw new DeviceException(broken.code(), broken.message());
    }
    if (reply.get() instanceof ChildReply.Ready told) {
      return told;
    }
    throw new ChildProcess.EndedException("it told of a run before it was ready");
  }

  /**
   * Runs models in the child.
   *
   * @param models how many the request names
   */
  ChildReply.Done run(Object request, int models, Duration deadline)
      throws CrashException, DeadlineException, InterruptedException {
    requireInterruptibly();
    ChildProcess current = process;
    long end = System.nanoTime() + deadline.toNanos();
    at = -1;
    boolean done = false;
    try {
      current.send(request);
      while (true) {
        Optional<ChildReply> reply = current.await(Duration.ofNanos(end - System.nanoTime()));
        if (reply.isEmpty()) {
          throw new DeadlineException(at);
        }
        ChildReply said = reply.get();
        if (said instanceof ChildReply.Broken broken) {
          throw new DeviceException(broken.code(), broken.message());
        } else if (said instanceof ChildReply.At step && step.model() < models) {
          at = step.model();
        } else if (said instanceof ChildReply.Done result && result.outcomes().size() == models) {
          done = true;
          return result;
        } else {
          throw new CrashException(
              at, "what it said is not about the " + models + " models it has");
        }
      }
    } catch (ChildProcess.EndedException e) {
      throw new CrashException(at, e.getMessage());
    } finally {
      at = -1;
      if (!done) {
        current.kill();
      }
    }
  }

  /** Ends the child for good. */
  public void close() {
    synchronized (lock) {
      closed = true;
      if (process != null) {
        process.close();
      }
    }
    ScratchFolder.delete(folder);
  }
}
