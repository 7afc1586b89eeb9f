package dev.meterfarm.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where things are that belong to the program. Stateless. */
final class Places {
  private static final String HOME = "meterfarm.home";

  private Places() {}

  /** The folder with device profiles: as said, or the one beside the program. */
  static Path profiles(Optional<Path> said) {
    if (said.isPresent()) {
      return said.get();
    }
    Path home = Path.of(System.getProperty(HOME, "."));
    Path beside = home.resolve("device-profiles");
    return Files.isDirectory(beside) ? beside : Path.of("device-profiles");
  }

  /** The ledger of a folder with results. */
  static Path ledger(Path out) {
    return out.resolve("ledger");
  }
}
