package dev.meterfarm.testkit.farm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** One program of a farm. */
public final class FarmProcess {
  private static final long LIMIT_SECONDS = 60;

  private final Process process;
  private final Path logFile;

  FarmProcess(Process process, Path logFile) {
    this.process = process;
    this.logFile = logFile;
  }

  public Process process() {
    return process;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  Path logFile() {
    return logFile;
  }

  /** What it printed so far. */
  public String log() {
    try {
      return Files.readString(logFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code kill -9}; returns when it is gone. One that is frozen dies, too. */
  public void kill() {
    try {
      if (!process.destroyForcibly().waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(logFile + " survives being killed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops it in the middle of whatever it does, its connections open, until {@link #thaw}. */
  public void freeze() {
    signal("STOP");
  }

  /** Lets it go on; harmless if it is gone or was never frozen. */
  public void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
