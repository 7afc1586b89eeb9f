package dev.meterfarm.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Our programs as processes of their own, each with a log; nothing of them outlives this. */
final class Programs {
  static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  private final Path folder;
  private final Map<Process, Path> logs = new LinkedHashMap<>();

  /** Logs and states go to this folder. */
  Programs(Path folder) {
    this.folder = folder;
  }

  /** Starts {@code bin/PROGRAM}. */
  Process start(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(path(program)));
    command.addAll(List.of(arguments));
    return start(command);
  }

  static String path(String program) {
    return HOME.resolve("bin").resolve(program).toString();
  }

  /** Starts something else, with the same environment. */
  Process start(List<String> command) throws IOException {
    Path log = folder.resolve(logs.size() + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("METERFARM_SKIP_BUILD", "1");
    builder.environment().put("METERFARM_MEASURE_CPUS", "none");
    builder.environment().put("METERFARM_LOG", "debug");
    builder.environment().put("METERFARM_CONNECTION", folder.resolve("connection").toString());
    builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
    Process process = builder.start();
    logs.put(process, log);
    return process;
  }

  /** What a program has printed so far. */
  String log(Process process) {
    try {
      return Files.readString(logs.get(process));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What all of them have printed so far. */
  String allLogs() {
    StringBuilder all = new StringBuilder();
    logs.keySet().forEach(process -> all.append(log(process)));
    return all.toString();
  }

  /** What anybody on this machine can read of every running process. */
  static String everyCommandLine() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process :
          processes.filter(of -> of.getFileName().toString().matches("\\d+")).toList()) {
        all.append(commandLine(process)).append("\n");
      }
    }
    return all.toString();
  }

  private static String commandLine(Path process) {
    try {
      return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // it has ended meanwhile
    }
  }

  /** Ends whatever still runs. */
  void killAll() throws InterruptedException {
    for (Process process : logs.keySet()) {
      process.destroyForcibly().waitFor();
    }
  }
}
