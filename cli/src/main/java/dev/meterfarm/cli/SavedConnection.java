package dev.meterfarm.cli;

import dev.meterfarm.coordinator.service.FarmJson;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The coordinator that commands talk to by default. Names the token's file; the token stays there.
 *
 * @param url of the coordinator
 * @param tokenFile absolute path
 * @param fingerprint of its certificate; empty to trust what this Java trusts
 */
record SavedConnection(String url, String tokenFile, String fingerprint) {
  private static final String OVERRIDE = "METERFARM_CONNECTION";

  static Path file() {
    String override = System.getenv(OVERRIDE);
    if (override != null && !override.isBlank()) {
      return Path.of(override);
    }
    String config = System.getenv("XDG_CONFIG_HOME");
    Path base =
        config == null || config.isBlank()
            ? Path.of(System.getProperty("user.home"), ".config")
            : Path.of(config);
    return base.resolve("meterfarm").resolve("connection.json");
  }

  static Optional<SavedConnection> load() {
    Path file = file();
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(FarmJson.read(Files.readAllBytes(file), SavedConnection.class));
    } catch (IOException | FarmException e) {
      throw new FarmException(
          ErrorCode.INVALID_CONFIGURATION,
          "cannot read " + file + " (" + e.getMessage() + "); make it anew: coordinator connect",
          e);
    }
  }

  void save() {
    Path file = file();
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, FarmJson.bytes(this));
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.STORAGE_FAILED, "cannot write " + file + ": make its folder writable", e);
    }
  }

  Path tokenPath() {
    return Path.of(tokenFile);
  }

  Optional<String> pin() {
    return fingerprint == null || fingerprint.isEmpty()
        ? Optional.empty()
        : Optional.of(fingerprint);
  }
}
