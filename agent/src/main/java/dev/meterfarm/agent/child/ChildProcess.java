package dev.meterfarm.agent.child;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A running child process. For one thread, except {@link #kill}, which any thread may call.
 *
 * <p>The child ends when its standard input ends, so it does not outlive this process, however that
 * ends. Its standard error goes to a file, of which the tail is kept as evidence.
 */
final class ChildProcess {
  /** The child is gone; says how it ended. */
  static final class EndedException extends Exception {
    private static final long serialVersionUID = 1L;

    EndedException(String message) {
      super(message);
    }
  }

  private static final int MOST_EVIDENCE = 4_000;
  private static final long MOST_LOG = 1 << 20;

  /** What a longer line holds beyond this is left out, and so it is no reply. */
  private static final int LONGEST_LINE = 1 << 24;

  /** No line is like this. */
  private static final String END = "\n";

  private final ObjectMapper json = new ObjectMapper();
  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Process process;
  private final Path errorLog;

  private ChildProcess(Process process, Path errorLog) {
    this.process = process;
    this.errorLog = errorLog;
  }

  static ChildProcess start(ProcessBuilder command, Path errorLog) throws IOException {
    Process process =
        command.redirectError(ProcessBuilder.Redirect.appendTo(errorLog.toFile())).start();
    ChildProcess child = new ChildProcess(process, errorLog);
    Thread reader = new Thread(child::readLines, "child-" + process.pid());
    reader.setDaemon(true);
    reader.start();
    return child;
  }

  private void readLines() {
    try (Reader in = process.inputReader(StandardCharsets.UTF_8)) {
      StringBuilder line = new StringBuilder();
      char[] buffer = new char[8192];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        for (int i = 0; i < read; i++) {
          if (buffer[i] == '\n') {
            lines.add(line.toString());
            line.setLength(0);
          } else if (line.length() < LONGEST_LINE) {
            line.append(buffer[i]);
          }
        }
      }
    } catch (IOException e) {
      // The pipe broke because the child ended: told below.
      lines.add(END);
      return;
    }
    lines.add(END); // The child ended; what it had said of a line that it did not end is no reply.
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void send(Object request) throws EndedException {
    try {
      trimLog();
      String line = json.writeValueAsString(request) + "\n";
      process.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a request cannot be written as JSON", e);
    } catch (IOException e) {
      throw ended();
    }
  }

  /** Native code may complain without end; the child appends, so cutting the file is safe. */
  private void trimLog() throws IOException {
    if (errorLog.toFile().length() > MOST_LOG) {
      try (RandomAccessFile file = new RandomAccessFile(errorLog.toFile(), "rw")) {
        file.setLength(0);
      }
    }
  }

  /**
   * The next reply; empty if none came in time.
   *
   * @throws EndedException if the child ended instead
   */
  Optional<ChildReply> await(Duration wait) throws EndedException, InterruptedException {
    String line = lines.poll(Math.max(0, wait.toNanos()), TimeUnit.NANOSECONDS);
    if (line == null) {
      return Optional.empty();
    }
    if (line.equals(END)) {
      lines.add(END); // For whoever asks again.
      throw ended();
    }
    try {
      return Optional.of(ReplyParser.parse(line));
    } catch (ReplyParser.UnusableReplyException e) {
      throw new EndedException(e.getMessage());
    }
  }

  private EndedException ended() {
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        return new EndedException("it closed its output but still runs" + evidence());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new EndedException("it closed its output" + evidence());
    }
    int exit = process.exitValue();
    String how = exit > 128 ? "killed by signal " + (exit - 128) : "exit code " + exit;
    return new EndedException(how + evidence());
  }

  /** The tail of the child's standard error, as the tail of a message. */
  private String evidence() {
    try (RandomAccessFile file = new RandomAccessFile(errorLog.toFile(), "r")) {
      long from = Math.max(0, file.length() - MOST_EVIDENCE);
      byte[] tail = new byte[(int) (file.length() - from)];
      file.seek(from);
      file.readFully(tail);
      String text = new String(tail, StandardCharsets.UTF_8).strip();
      return text.isEmpty() ? "" : "; its error output ends with: " + text;
    } catch (IOException e) {
      return "";
    }
  }

  /** Kills the child and all its descendants, and waits until they are gone. */
  void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().orTimeout(10, TimeUnit.SECONDS).exceptionally(e -> process).join();
  }

  /** Lets the child end by itself, and kills it if it does not. */
  void close() {
    try {
      process.getOutputStream().close();
      if (process.waitFor(500, TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (IOException e) {
      // It is gone already, or about to be killed.
      kill();
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
  }
}
