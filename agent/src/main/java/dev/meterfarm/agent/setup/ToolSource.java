package dev.meterfarm.agent.setup;

import dev.meterfarm.protocol.wire.ConfigNode;
import java.net.URI;
import java.net.URISyntaxException;

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
    if (source.place.contains("://") && !(source.isUrl() && hasHost(source.place))) {
      node.problem(
          "benchmark-model",
          source.place,
          "must be a path, a name in the tools folder, or an https or http URL",
          "");
    } else if (source.place.startsWith("http:") && source.sha256.isEmpty()) {
      node.problem(
          "sha256",
          "",
          "is missing, but anybody on the way can change what comes over http",
          "add the file's SHA-256, or use https");
    }
    node.end();
    return source;
  }

  private static boolean hasHost(String url) {
    try {
      return new URI(url).getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  boolean isUrl() {
    return place.matches("https?://.*");
  }

  /** True if a file with this SHA-256 is what the profile wants. */
  boolean accepts(String actual) {
    return sha256.isEmpty() || sha256.equals(actual);
  }
}
