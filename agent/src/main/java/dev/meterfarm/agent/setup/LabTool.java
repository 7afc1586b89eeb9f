package dev.meterfarm.agent.setup;

import dev.meterfarm.agent.host.HostReadings;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

  private static Path folder() {
    return ToolsFolder.of(System.getenv());
  }

  /**
   * Finds, or for a URL downloads, the tool of a profile.
   *
   * @param profile the profile's device, for messages
   * @param usual name of a build that most would take, for remedies
   * @param standIn what does for a phone that runs a tool of its own instead, as virtual ones do
   * @throws FarmException with RUNTIME_MISSING and a remedy
   */
  public static LabTool require(
      ToolSource source, String profile, String usual, Optional<Path> standIn) {
    boolean isUrl = source.isUrl();
    if (standIn.isPresent() && (isUrl || !Files.isRegularFile(local(source.place())))) {
      return new LabTool(standIn.get(), sha256(standIn.get()));
    }
    Path file = isUrl ? downloaded(source.place()) : local(source.place());
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
    if (!source.sha256().isEmpty() && !source.sha256().equals(sha256)) {
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

  private static Path local(String place) {
    return Path.of(place).isAbsolute() ? Path.of(place) : folder().resolve(place);
  }

  private static Path downloaded(String url) {
    String name = url.substring(url.lastIndexOf('/') + 1);
    String place = HostReadings.sha256(url.getBytes(StandardCharsets.UTF_8)).substring(0, 8);
    Path file = folder().resolve("download-" + place + "-" + name);
    if (Files.isRegularFile(file)) {
      return file;
    }
    try {
      Files.createDirectories(folder());
      Path part = Files.createTempFile(folder(), name, ".part");
      try {
        HttpResponse<Path> answer =
            HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()
                .send(
                    HttpRequest.newBuilder(URI.create(url)).timeout(DOWNLOAD_DEADLINE).build(),
                    HttpResponse.BodyHandlers.ofFile(part));
        if (answer.statusCode() != 200) {
          throw new IOException("HTTP status " + answer.statusCode());
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
      return file;
    } catch (IOException | IllegalArgumentException e) {
      throw new FarmException(
          ErrorCode.RUNTIME_MISSING,
          "cannot download " + url + ": " + e + "; download it by hand to " + file,
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FarmException(ErrorCode.CANCELLED, "interrupted while a tool was downloaded", e);
    }
  }

  private static String sha256(Path file) {
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
