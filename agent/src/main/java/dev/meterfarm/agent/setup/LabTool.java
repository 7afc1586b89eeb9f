package dev.meterfarm.agent.setup;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The lab's own build of benchmark_model, on this machine.
 *
 * @param sha256 of the file: it has no version of its own
 */
public record LabTool(Path file, String sha256) {
  private static final Duration DOWNLOAD_DEADLINE = Duration.ofMinutes(5);

  private static final String SOURCE =
      "https://storage.googleapis.com/tensorflow-nightly-public/prod/tensorflow/release/lite/tools/"
          + "nightly/latest/";

  /**
   * Finds, or for a URL downloads, the tool of a profile.
   *
   * @param profile the profile's device, for messages
   * @param usual name of a build that most would take, for remedies
   * @param standIn what does where there is no file of that name, for a phone that runs a tool of
   *     its own instead, as virtual ones do
   * @throws FarmException with RUNTIME_MISSING and a remedy
   */
  public static LabTool require(
      ToolSource source, String profile, String usual, Optional<Path> standIn) {
    Path folder = ToolsFolder.of(System.getenv());
    Path local = folder.resolve(source.isUrl() ? "" : source.place());
    if (standIn.isPresent() && !source.isUrl() && !Files.isRegularFile(local)) {
      return new LabTool(standIn.get(), sha256(standIn.get()));
    }
    if (source.isUrl()) {
      Path file = new ToolDownload(folder, DOWNLOAD_DEADLINE).require(source, profile);
      return new LabTool(file, sha256(file));
    }
    return inPlace(local, source, profile, usual);
  }

  private static LabTool inPlace(Path file, ToolSource source, String profile, String usual) {
    if (!Files.isRegularFile(file)) {
      throw missing(
          "there is no "
              + file
              + " for profile "
              + profile
              + ": download benchmark_model (such as "
              + SOURCE
              + usual
              + ") to that place, or name yours under 'tool: benchmark-model:'");
    }
    String sha256 = sha256(file);
    if (!source.accepts(sha256)) {
      throw missing(
          file
              + " has SHA-256 "
              + sha256
              + ", but profile "
              + profile
              + " wants "
              + source.sha256()
              + ": put the right build there, or correct the profile");
    }
    return new LabTool(file, sha256);
  }

  private static FarmException missing(String what) {
    return new FarmException(ErrorCode.RUNTIME_MISSING, what);
  }

  static String sha256(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] chunk = new byte[1 << 16];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        digest.update(chunk, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new FarmException(ErrorCode.RUNTIME_MISSING, "cannot read " + file, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
