package dev.meterfarm.agent.host;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The program that confines processes to CPUs (util-linux). */
public final class Taskset {
  private Taskset() {}

  /** Whether it is on the PATH. */
  public static boolean isInstalled() {
    String path = System.getenv("PATH");
    return path != null
        && Pattern.compile(Pattern.quote(File.pathSeparator))
            .splitAsStream(path)
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "taskset")));
  }
}
