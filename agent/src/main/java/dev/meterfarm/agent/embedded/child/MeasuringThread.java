package dev.meterfarm.agent.embedded.child;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What the kernel does with the calling thread. Linux only; elsewhere nothing is known. */
final class MeasuringThread {
  private static final Path STATUS = Path.of("/proc/thread-self/status");

  private MeasuringThread() {}

  /**
   * Confines the calling thread, and the threads that it starts from now on, to some CPUs.
   *
   * @return whether it is confined now
   */
  static boolean pinTo(String cpus) {
    if (cpus.isEmpty()) {
      return false;
    }
    try {
      String thread = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString();
      Process taskset =
          new ProcessBuilder("taskset", "-cp", cpus, thread)
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
  static String allowedCpus() {
    return statusLine("Cpus_allowed_list:");
  }

  /** How often the kernel took the CPU away from the calling thread; 0 if not known. */
  static long involuntarySwitches() {
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
