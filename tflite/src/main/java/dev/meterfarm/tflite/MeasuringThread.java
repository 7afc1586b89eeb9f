package dev.meterfarm.tflite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What the kernel does with a thread. Linux only; elsewhere nothing is known. */
public final class MeasuringThread {
  private static final Path STATUS = Path.of("/proc/thread-self/status");

  private MeasuringThread() {}

  /** The kernel's id of the calling thread; empty if not known. */
  public static String id() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString();
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Confines a thread, and the threads that it starts from now on, to some CPUs.
   *
   * @param id the kernel's id of the thread
   * @param cpus list of CPUs; empty to leave the thread alone
   * @return whether it is confined now
   */
  public static boolean pin(String id, String cpus) {
    if (id.isEmpty() || cpus.isEmpty()) {
      return false;
    }
    try {
      Process taskset =
          new ProcessBuilder("taskset", "-cp", cpus, id)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!taskset.waitFor(10, TimeUnit.SECONDS)) {
        taskset.destroyForcibly();
        return false;
      }
      return taskset.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The CPUs on which the calling thread may run, such as {@code 0-3}; empty if not known. */
  public static String allowedCpus() {
    return statusLine("Cpus_allowed_list:");
  }

  /** How often the kernel took the CPU away from the calling thread; 0 if not known. */
  public static long involuntarySwitches() {
    String value = statusLine("nonvoluntary_ctxt_switches:");
    return value.isEmpty() ? 0 : Long.parseLong(value);
  }

  private static String statusLine(String key) {
    try {
      return Files.readString(STATUS, StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(key.length()).strip())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }
}
