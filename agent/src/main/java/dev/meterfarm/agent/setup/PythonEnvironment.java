package dev.meterfarm.agent.setup;

import dev.meterfarm.agent.process.ExternalProcess;
import dev.meterfarm.agent.process.ProcessRequest;
import dev.meterfarm.agent.process.ProcessResult;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A virtual environment of Python in a folder of its own, with pinned packages. A file beside it
 * says what was installed completely; without that file, whatever lies there is an installation
 * that was cut short, and is done anew. For one thread.
 */
public final class PythonEnvironment {
  private static final Duration CREATE = Duration.ofMinutes(2);
  private static final Duration INSTALL = Duration.ofMinutes(30);
  private static final String COMPLETE = "installed.txt";

  private final Path folder;

  /** The environment in this folder, whether or not it is there. */
  public PythonEnvironment(Path folder) {
    this.folder = folder;
  }

  /** A program of the environment, such as {@code python}. */
  public Path program(String name) {
    return folder.resolve("bin").resolve(name);
  }

  /** What was installed completely, one package a line; empty if nothing was. */
  public List<String> installed() {
    try {
      Path complete = folder.resolve(COMPLETE);
      return Files.exists(complete) ? Files.readAllLines(complete) : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  /**
   * Makes the environment and installs packages, unless the very same ones are there already.
   *
   * @param python the interpreter to make it with, such as {@code python3}
   * @param packages with their versions, such as {@code openvino==2026.4.1}
   * @return false if nothing had to be done
   * @throws FarmException if that fails; the message says what to do
   */
  public boolean install(String python, List<String> packages) throws InterruptedException {
    if (installed().equals(packages)) {
      return false;
    }
    remove();
    try {
      Files.createDirectories(folder.toAbsolutePath().getParent());
      require(
          List.of(python, "-m", "venv", folder.toString()),
          CREATE,
          "install Python 3.10 or newer with its venv module (Debian, Ubuntu: apt-get install"
              + " python3-venv), or name another interpreter with --python");
      List<String> pip = new ArrayList<>();
      pip.add(program("python").toString());
      pip.addAll(List.of("-m", "pip", "install", "--disable-pip-version-check", "--quiet"));
      pip.addAll(List.of("--timeout", "60", "--retries", "5"));
      pip.addAll(packages);
      require(
          pip,
          INSTALL,
          "see that this machine reaches the package index of pip, and that the disk has room");
      Files.write(folder.resolve(COMPLETE), packages);
      return true;
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.STORAGE_FAILED, "cannot write below " + folder + ": " + e.getMessage(), e);
    }
  }

  private void remove() {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(folder)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.STORAGE_FAILED,
          "cannot remove the installation that was cut short in " + folder + "; remove it by hand",
          e);
    }
  }

  private static void require(List<String> command, Duration deadline, String remedy)
      throws InterruptedException {
    ProcessResult result = ExternalProcess.run(ProcessRequest.of(command, deadline));
    if (result instanceof ProcessResult.Exited exited && exited.isSuccess()) {
      return;
    }
    throw new FarmException(
        ErrorCode.RUNTIME_MISSING,
        "'" + String.join(" ", command) + "' " + reason(result) + "; " + remedy);
  }

  private static String reason(ProcessResult result) {
    if (result instanceof ProcessResult.NotStarted of) {
      return "could not be started: " + of.reason();
    }
    if (result instanceof ProcessResult.Killed of) {
      return "was killed after " + of.elapsed().toSeconds() + " s";
    }
    ProcessResult.Exited of = (ProcessResult.Exited) result;
    String said = of.output().err().isBlank() ? of.output().out() : of.output().err();
    String last = said.lines().filter(line -> !line.isBlank()).reduce("", (a, b) -> b);
    return "ended with code " + of.code() + (last.isEmpty() ? "" : ": " + last.strip());
  }
}
