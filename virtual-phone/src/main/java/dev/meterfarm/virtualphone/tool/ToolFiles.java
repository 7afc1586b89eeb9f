package dev.meterfarm.virtualphone.tool;

import java.nio.file.Path;

/**
 * Where the tool's files lie on the host.
 *
 * @param root what the tool's root folder stands for
 * @param folder in which the tool was started, as the tool names it
 */
record ToolFiles(Path root, String folder) {
  /** The place of a path; {@code ..} ends at the root. */
  Path onHost(String path) {
    Path absolute = Path.of(folder).resolve(path).normalize();
    return root.resolve(Path.of("/").relativize(Path.of("/").resolve(absolute)).toString());
  }
}
