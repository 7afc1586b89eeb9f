package dev.meterfarm.agent.setup;

import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.agent.process.ExternalProcess;
import dev.meterfarm.agent.process.ProcessRequest;
import dev.meterfarm.agent.process.ProcessResult;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A virtual environment of Python that is ours alone, in a folder of ours. It counts as there once
 * everything in it was installed: one that was cut short is made anew.
 *
 * @param folder where it is
 */
public record VirtualEnvironment(Path folder) {
  private static final Duration MAKE = Duration.ofMinutes(3);
  private static final Duration INSTALL = Duration.ofMinutes(30);

  /** Names what was installed; written last. */
  private static final String COMPLETE = "meterfarm-requirements.txt";

  /**
   * The environment of a tool, whether it is there or not.
   *
   * @param variables this process's environment, which may say where tools are kept
   */
  public static VirtualEnvironment named(String tool, Map<String, String> variables) {
    return new VirtualEnvironment(ToolsFolder.of(variables).resolve(tool));
  }

  /** True if an installation into it was finished. */
  public boolean isComplete() {
    return Files.isRegularFile(folder.resolve(COMPLETE));
  }

  /** True if these packages are installed in it, and no others were asked for. */
  public boolean holds(List<String> requirements) {
    try {
      return isComplete() && Files.readAllLines(folder.resolve(COMPLETE)).equals(requirements);
    } catch (IOException e) {
      return false; // Made anew, which says what is wrong with the folder.
    }
  }

  /** A program in it, such as {@code python}. */
  public Path program(String name) {
    return folder.resolve("bin").resolve(name);
  }

  /**
   * Makes it anew with these packages. Nothing is touched outside its folder, and if it fails, what
   * was installed before is there again.
   *
   * @param python the interpreter to make it with
   * @param requirements packages with their versions, such as {@code numpy==2.4.6}
   * @param progress is told what happens
   * @throws FarmException with {@link ErrorCode#RUNTIME_MISSING} and the remedy if that fails
   */
  public void install(String python, List<String> requirements, Consumer<String> progress)
      throws InterruptedException {
    Path earlier = folder.resolveSibling(folder.getFileName() + "-earlier");
    if (isComplete()) {
      ScratchFolder.delete(earlier);
      move(folder, earlier);
    }
    boolean done = false;
    try {
      make(python, requirements, progress);
      done = true;
    } finally {
      if (done) {
        ScratchFolder.delete(earlier);
      } else if (Files.isDirectory(earlier)) {
        ScratchFolder.delete(folder);
        move(earlier, folder);
        progress.accept("the installation from before is kept");
      }
    }
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.STORAGE_FAILED, "cannot rename " + from + " to " + to.getFileName(), e);
    }
  }

  private void make(String python, List<String> requirements, Consumer<String> progress)
      throws InterruptedException {
    ScratchFolder.delete(folder);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.STORAGE_FAILED,
          "cannot make folder "
              + folder
              + ": set "
              + ToolsFolder.VARIABLE
              + " to one that can be written",
          e);
    }
    progress.accept("making a virtual environment in " + folder);
    run(
        List.of(python, "-m", "venv", folder.toString()),
        MAKE,
        "Python 3.11 or newer and its venv module are needed (Debian, Ubuntu: apt-get install"
            + " python3 python3-venv), or another Python with --python");
    progress.accept("installing " + String.join(" ", requirements));
    List<String> pip =
        new ArrayList<>(
            List.of(
                program("python").toString(),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--no-input",
                "--timeout",
                "60",
                "--retries",
                "5"));
    pip.addAll(requirements);
    run(
        pip,
        INSTALL,
        "look at the network, a proxy (HTTPS_PROXY), or the index that pip uses; if there is no such"
            + " version for this Python, name another Python with --python");
    try {
      Files.write(folder.resolve(COMPLETE), requirements, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new FarmException(ErrorCode.STORAGE_FAILED, "cannot write into " + folder, e);
    }
  }

  private static void run(List<String> command, Duration deadline, String remedy)
      throws InterruptedException {
    ProcessResult result = ExternalProcess.run(ProcessRequest.of(command, deadline));
    String what;
    if (result instanceof ProcessResult.NotStarted of) {
      what = "did not start: " + of.reason();
    } else if (result instanceof ProcessResult.Killed) {
      what = "was killed after " + deadline.toMinutes() + " minutes";
    } else {
      ProcessResult.Exited of = (ProcessResult.Exited) result;
      if (of.isSuccess()) {
        return;
      }
      what = "failed with exit code " + of.code() + ": " + tail(of);
    }
    throw new FarmException(
        ErrorCode.RUNTIME_MISSING, "'" + String.join(" ", command) + "' " + what + "; " + remedy);
  }

  private static String tail(ProcessResult.Exited of) {
    String text = (of.output().err().isBlank() ? of.output().out() : of.output().err()).strip();
    return text.substring(Math.max(0, text.length() - 1_000));
  }
}
