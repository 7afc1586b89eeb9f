package dev.meterfarm.coordinator.config;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.validation.Problems;
import dev.meterfarm.protocol.wire.ConfigNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Reads {@code coordinator.yaml}; every key has a default, and flags override the file. */
public final class NodeSettingsLoader {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int PORT = 8443;
  private static final long MEBIBYTE = 1L << 20;

  private NodeSettingsLoader() {}

  /**
   * Reads the file, if there is one.
   *
   * @param file the configuration
   * @param data the folder that {@code --data} names
   * @throws dev.meterfarm.protocol.validation.InvalidInputException with all problems
   */
  public static NodeSettings load(Optional<Path> file, Optional<Path> data) {
    Problems problems = new Problems();
    ConfigNode root =
        ConfigNode.parse(
            file.map(NodeSettingsLoader::text).orElse("{}"),
            file.map(Path::toString).orElse("coordinator.yaml"),
            problems);
    NodeSettings settings = read(root, data);
    problems.throwIfAny(file.map(Path::toString).orElse("the command line"));
    return settings;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.INVALID_CONFIGURATION,
          "cannot read " + file + ": name a file that exists with --config",
          e);
    }
  }

  private static NodeSettings read(ConfigNode root, Optional<Path> data) {
    Path folder = Path.of(root.text("data", "meterfarm-data"));
    ConfigNode listen = root.child("listen");
    ConfigNode limits = root.child("limits");
    NodeSettings settings =
        new NodeSettings(
            data.orElse(folder),
            listen.text("address", LOOPBACK),
            (int) listen.integer("port", PORT, 0, 65_535),
            limits.integer("json-mebibytes", 16, 1, 256) * MEBIBYTE,
            limits.integer("blob-mebibytes", 512, 1, 1_024) * MEBIBYTE,
            positive(limits, "body-time", Duration.ofSeconds(30)),
            positive(limits, "idle-time", Duration.ofSeconds(60)),
            (int) limits.integer("workers", 16, 2, 256));
    listen.end();
    limits.end();
    root.end();
    return settings;
  }

  private static Duration positive(ConfigNode node, String key, Duration fallback) {
    Duration value = node.duration(key, fallback);
    if (value.isZero() || value.compareTo(Duration.ofHours(1)) > 0) {
      node.problem(key, value.toString(), "must be more than 0 and at most 1h", "");
      return fallback;
    }
    return value;
  }
}
