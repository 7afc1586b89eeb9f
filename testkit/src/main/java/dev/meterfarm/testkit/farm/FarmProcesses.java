package dev.meterfarm.testkit.farm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Programs of {@code bin/}, as they were built last, in processes of their own. Their output and
 * all that they save goes into one folder. Whatever still runs at the end, or at that of this
 * process, is killed.
 */
public final class FarmProcesses implements AutoCloseable {
  /** Most programs end soon: a quick compiler serves them better than a thorough one. */
  public static final String JAVA_OPTIONS = "-XX:TieredStopAtLevel=1";

  private final Path home;
  private final Path folder;
  private final Map<String, String> environment;
  private final List<FarmProcess> started = new ArrayList<>();

  /**
   * Nothing runs yet.
   *
   * @param home of the sources
   * @param folder where logs and files go
   * @param environment more variables for every program
   */
  public FarmProcesses(Path home, Path folder, Map<String, String> environment) {
    this.home = home.toAbsolutePath().normalize();
    this.folder = folder;
    this.environment = Map.copyOf(environment);
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "farm-processes-end"));
  }

  /** Where logs and files go. */
  public Path folder() {
    return folder;
  }

  /** Starts a program. */
  public FarmProcess start(String program, String... arguments) throws IOException {
    return start(List.of(), program, List.of(arguments));
  }

  /**
   * Starts a program.
   *
   * @param before a command that turns into the program, such as {@code nsenter}
   */
  public synchronized FarmProcess start(List<String> before, String program, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(home.resolve("bin").resolve(program).toString());
    command.addAll(arguments);
    Path log = folder.resolve(started.size() + "-" + program + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("METERFARM_SKIP_BUILD", "1");
    builder.environment().put("METERFARM_MEASURE_CPUS", "none");
    builder.environment().put("METERFARM_JAVA_OPTS", JAVA_OPTIONS);
    builder.environment().put("METERFARM_CONNECTION", folder.resolve("connection").toString());
    builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
    builder.environment().putAll(environment);
    FarmProcess process = new FarmProcess(builder.start(), log);
    started.add(process);
    return process;
  }

  /** Runs a command that must succeed; what it printed. */
  public String run(Duration patience, String program, String... arguments)
      throws IOException, InterruptedException {
    FarmProcess process = start(program, arguments);
    if (!process.process().waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError(
          program + " " + List.of(arguments) + " does not end: " + process.log());
    }
    if (process.process().exitValue() != 0) {
      throw new AssertionError(
          program
              + " "
              + List.of(arguments)
              + " ended with "
              + process.process().exitValue()
              + ": "
              + process.log());
    }
    return process.log();
  }

  /** Everything that was started, the first first. */
  public synchronized List<FarmProcess> all() {
    return List.copyOf(started);
  }

  /** All that was printed so far, one text for each process. */
  public List<String> logs() throws IOException {
    List<String> logs = new ArrayList<>();
    for (FarmProcess process : all()) {
      logs.add(Files.readString(process.logFile()));
    }
    return logs;
  }

  @Override
  public void close() {
    all().forEach(FarmProcess::kill);
  }
}
