package dev.meterfarm.agent.setup;

import dev.meterfarm.protocol.wire.ConfigNode;

/**
 * Where a profile says that its tool is.
 *
 * @param place a path, a name in the tools folder, or a URL
 * @param sha256 what its SHA-256 must be; empty if any will do
 */
public record ToolSource(String place, String sha256) {
  /** Reads the {@code tool} part of a profile. */
  public static ToolSource read(ConfigNode node, String usual) {
    ToolSource source =
        new ToolSource(node.text("benchmark-model", usual), node.text("sha256", ""));
    if (!source.sha256.isEmpty() && !source.sha256.matches("[0-9a-f]{64}")) {
      node.problem("sha256", source.sha256, "must be 64 lower-case hexadecimal digits", "");
    }
    node.end();
    return source;
  }

  boolean isUrl() {
    return place.matches("https?://.*");
  }
}
