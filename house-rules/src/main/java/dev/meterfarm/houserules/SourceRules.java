package dev.meterfarm.houserules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Rules that can only be seen in the sources, because the compiler leaves nothing of them. */
public final class SourceRules {

  private SourceRules() {}

  /**
   * Folders below {@code root} that hold Java files but no {@code package-info.java}; empty if
   * there is no such folder or no {@code root}.
   */
  public static List<Path> packagesWithoutInfo(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(".java"))
          .map(Path::getParent)
          .distinct()
          .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
          .sorted()
          .toList();
    }
  }
}
