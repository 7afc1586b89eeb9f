package dev.meterfarm.virtualphone.benchmark;

import dev.meterfarm.tflite.NativesClassPath;
import dev.meterfarm.virtualphone.tool.BenchmarkToolMain;
import dev.meterfarm.virtualphone.tool.ToolRequest;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/** A JVM of the tool: one run at a time, by one thread, which {@link #kill} frees from anywhere. */
final class ToolProcess implements AutoCloseable {
  private final Process process;
  private final InputStream out;
  private final InputStream err;
  private volatile boolean killed;

  private ToolProcess(Process process) {
    this.process = process;
    this.out = new BufferedInputStream(process.getInputStream());
    this.err = new BufferedInputStream(process.getErrorStream());
  }

  /** Starts a JVM; it gets ready by itself. */
  static ToolProcess start() throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xms16m",
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=/dev/null",
            "-Xshare:auto",
            // A model lives outside the heap and may take what the machine has.
            "-Dorg.bytedeco.javacpp.maxBytes=0",
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
            "-Dfile.encoding=UTF-8"));
    String cache = System.getProperty("org.bytedeco.javacpp.cachedir");
    if (cache != null) {
      line.add("-Dorg.bytedeco.javacpp.cachedir=" + cache);
    }
    if (Runtime.version().feature() >= 22) {
      line.add("--enable-native-access=ALL-UNNAMED");
    }
    line.addAll(
        List.of(
            "-cp",
            NativesClassPath.of(List.of(BenchmarkToolMain.class)),
            BenchmarkToolMain.class.getName()));
    return new ToolProcess(new ProcessBuilder(line).start());
  }

  boolean isAlive() {
    return !killed && process.isAlive();
  }

  /**
   * Has the tool run once.
   *
   * @return its exit status; 128 and the signal's number if the JVM was killed or crashed
   * @throws IOException if {@code to} or {@code errorsTo} do not take what the tool prints; the JVM
   *     is gone then
   */
  int run(ToolRequest request, OutputStream to, OutputStream errorsTo, Executor executor)
      throws IOException, InterruptedException {
    CompletableFuture<IOException> errors = new CompletableFuture<>();
    executor.execute(() -> errors.complete(copy(err, errorsTo)));
    boolean done = false;
    try {
      ask(request);
      IOException failed = copy(out, to);
      int status = failed == null ? Integer.parseInt(readLine(out)) : endedWith(failed);
      errors.get();
      done = failed == null;
      return status;
    } catch (ExecutionException e) {
      throw new IllegalStateException("copying tells failures by value", e.getCause());
    } finally {
      if (!done) {
        kill();
      }
    }
  }

  private void ask(ToolRequest request) {
    try {
      OutputStream in = process.getOutputStream();
      in.write((request.line() + "\n").getBytes(StandardCharsets.UTF_8));
      in.flush();
    } catch (IOException e) {
      kill(); // It is gone; what follows finds the end of its output.
    }
  }

  /** The JVM ended instead of telling a status, or the reader of its output has gone. */
  private int endedWith(IOException failure) throws IOException, InterruptedException {
    if (!(failure instanceof EOFException)) {
      throw failure;
    }
    return process.waitFor();
  }

  /** Copies up to a zero byte; tells what went wrong, or null. */
  private static IOException copy(InputStream from, OutputStream to) {
    byte[] buffer = new byte[8192];
    try {
      while (true) {
        int first = from.read();
        if (first <= 0) {
          return first == 0 ? null : new EOFException("the tool's process ended");
        }
        int count = 0;
        buffer[count++] = (byte) first;
        from.mark(buffer.length);
        int more = Math.min(from.available(), buffer.length - 1);
        boolean ended = false;
        for (int i = 0; i < more && !ended; i++) {
          int c = from.read();
          ended = c <= 0;
          if (!ended) {
            buffer[count++] = (byte) c;
          }
        }
        to.write(buffer, 0, count);
        to.flush();
        if (ended) {
          return null;
        }
      }
    } catch (IOException e) {
      return e.getMessage() != null && e.getMessage().contains("Stream closed")
          ? new EOFException("the tool's process ended")
          : e;
    }
  }

  private static String readLine(InputStream from) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = from.read(); c >= 0 && c != '\n'; c = from.read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  /** Ends the JVM at once. */
  void kill() {
    killed = true;
    process.destroyForcibly();
  }

  @Override
  public void close() {
    kill();
  }
}
