package dev.meterfarm.agent.setup;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where tools that we installed live: {@code $METERFARM_HOME}, or {@code ~/.meterfarm}. Immutable.
 */
public final class ToolHome {
  private static final String VARIABLE = "METERFARM_HOME";

  private final Path root;

  /** A home at this place. */
  public ToolHome(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /** The home of this user. */
  public static ToolHome ofThisUser() {
    return of(System.getenv(), System.getProperty("user.home"));
  }

  static ToolHome of(Map<String, String> environment, String userHome) {
    String named = environment.getOrDefault(VARIABLE, "");
    return new ToolHome(named.isBlank() ? Path.of(userHome, ".meterfarm") : Path.of(named));
  }

  /** The folder of one tool, whether or not it is there. */
  public Path folder(String tool) {
    return root.resolve(tool);
  }
}
