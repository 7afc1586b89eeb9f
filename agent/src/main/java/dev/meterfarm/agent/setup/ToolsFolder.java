package dev.meterfarm.agent.setup;

import java.nio.file.Path;
import java.util.Map;

/** Where the tools of labs are that are no part of ours: {@code ~/.local/share/meterfarm/tools}. */
public final class ToolsFolder {
  /** Names another folder. */
  static final String VARIABLE = "METERFARM_TOOLS";

  private ToolsFolder() {}

  /**
   * The folder, whether it is there or not.
   *
   * @param variables this process's environment
   */
  public static Path of(Map<String, String> variables) {
    String own = variables.getOrDefault(VARIABLE, "");
    String data = variables.getOrDefault("XDG_DATA_HOME", "");
    Path home = Path.of(System.getProperty("user.home"));
    Path tools =
        own.isEmpty()
            ? (data.isEmpty() ? home.resolve(".local").resolve("share") : Path.of(data))
                .resolve("meterfarm")
                .resolve("tools")
            : Path.of(own);
    return tools.toAbsolutePath();
  }
}
