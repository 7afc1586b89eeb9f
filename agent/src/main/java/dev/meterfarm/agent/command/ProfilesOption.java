package dev.meterfarm.agent.command;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The flag that names the folder of device profiles. */
final class ProfilesOption {
  @Option(
      names = "--profiles",
      paramLabel = "DIR",
      description = "Folder with device profiles (default: device-profiles of this installation).")
  private Path profiles;

  Path folder() {
    if (profiles != null) {
      return profiles;
    }
    String home = System.getProperty("meterfarm.home");
    return home == null ? Path.of("device-profiles") : Path.of(home, "device-profiles");
  }
}
