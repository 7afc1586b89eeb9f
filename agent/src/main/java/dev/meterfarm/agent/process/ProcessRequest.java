package dev.meterfarm.agent.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A program to run.
 *
 * @param command the program and its arguments, passed on as they are, without a shell
 * @param environment added to this process's environment
 * @param folder where it runs; empty for this process's folder
 * @param deadline after this long it is killed
 * @param mostOutputBytes how much of each stream is kept, half from its start and half from its end
 */
public record ProcessRequest(
    List<String> command,
    Map<String, String> environment,
    Optional<Path> folder,
    Duration deadline,
    int mostOutputBytes) {
  private static final int OUTPUT_BYTES = 4 << 20;

  public ProcessRequest {
    command = List.copyOf(command);
    environment = Collections.unmodifiableMap(new TreeMap<>(environment));
    if (command.isEmpty() || deadline.isNegative() || deadline.isZero() || mostOutputBytes < 2) {
      throw new IllegalArgumentException(
          "a program, a deadline > 0 and an output limit >= 2 are needed: " + command);
    }
  }

  /** A program with this process's environment and folder, and 4 MB of output. */
  public static ProcessRequest of(List<String> command, Duration deadline) {
    return new ProcessRequest(command, Map.of(), Optional.empty(), deadline, OUTPUT_BYTES);
  }

  /** The same with variables added to its environment. */
  public ProcessRequest with(Map<String, String> variables) {
    Map<String, String> all = new TreeMap<>(environment);
    all.putAll(variables);
    return new ProcessRequest(command, all, folder, deadline, mostOutputBytes);
  }

  /** The same in another folder. */
  public ProcessRequest in(Path other) {
    return new ProcessRequest(command, environment, Optional.of(other), deadline, mostOutputBytes);
  }
}
