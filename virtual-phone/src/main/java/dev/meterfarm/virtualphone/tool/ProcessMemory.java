package dev.meterfarm.virtualphone.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the process takes of memory. */
final class ProcessMemory {
  private ProcessMemory() {}

  static long peakBytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    } catch (IOException e) {
      return 0; // Not Linux: the differences are 0 then.
    }
    return 0;
  }

  static String megabytes(long bytes) {
    return Decimals.sixDigits(bytes / 1024.0 / 1024.0);
  }
}
