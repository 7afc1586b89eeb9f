package dev.meterfarm.cli;

import dev.meterfarm.predictor.Predictor;
import dev.meterfarm.predictor.bundle.BundleException;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The {@code --bundle} flag. */
final class BundleFile {
  @Option(
      names = "--bundle",
      required = true,
      paramLabel = "BUNDLE",
      description = "The bundle: a zip file or a folder.")
  private Path path;

  Path path() {
    return path;
  }

  /** The predictor of the bundle. */
  Predictor load() {
    return load(path);
  }

  static Predictor load(Path path) {
    try {
      return Predictor.load(path);
    } catch (BundleException e) {
      throw new FarmException(ErrorCode.BUNDLE_UNREADABLE, e.getMessage(), e);
    }
  }
}
