package dev.meterfarm.virtualphone.shell;

import dev.meterfarm.virtualphone.device.PhoneProcess;
import java.io.IOException;
import java.util.List;

/** The benchmark tool, as a program that the shell starts. */
@FunctionalInterface
public interface BenchmarkProgram {
  /**
   * Runs it.
   *
   * @param command its path on the phone and its arguments
   * @param folder the phone's folder in which it was started
   * @param process what it runs as; tells its cores, and when it was killed
   * @return its exit status
   */
  int run(List<String> command, String folder, PhoneProcess process, Streams io)
      throws IOException, InterruptedException;
}
