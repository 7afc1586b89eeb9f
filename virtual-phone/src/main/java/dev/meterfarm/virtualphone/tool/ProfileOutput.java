package dev.meterfarm.virtualphone.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the profiles of one run go: to the console, or into a file. */
final class ProfileOutput {
  private final Flags flags;
  private final ToolFiles files;
  private final Console console;

  ProfileOutput(Flags flags, ToolFiles files, Console console) {
    this.flags = flags;
    this.files = files;
    this.console = console;
  }

  void tell(OpTable initial, OpTable ops) throws ToolFailure {
    String file = flags.text("profiling_output_csv_file");
    String mode = file.isEmpty() ? flags.text("op_profiling_output_mode") : "csv";
    file = file.isEmpty() ? flags.text("op_profiling_output_file") : file;
    if (mode.equals("proto")) {
      throw console.failure("a virtual phone does not write op profiles as proto");
    }
    boolean csv = mode.equals("csv");
    String first = "Profiling Info for Benchmark Initialization:\n" + initial.text(csv);
    String second = "Operator-wise Profiling Info for Regular Benchmark Runs:\n" + ops.text(csv);
    if (!file.isEmpty() && write(file, first + "\n" + second)) {
      return;
    }
    console.info(first);
    console.info(second);
  }

  /** Whether it could be written; as in the original nobody is told otherwise. */
  private boolean write(String file, String text) {
    Path path = files.onHost(file);
    try {
      if (Files.isSymbolicLink(path)) {
        return false;
      }
      Files.write(path, text.getBytes(StandardCharsets.UTF_8));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
